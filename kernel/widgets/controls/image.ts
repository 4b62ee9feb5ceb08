import { fileOptions, Media, urlOptions } from "../media.ts";
import { text } from "../trait.ts";
import { define, type OptionsOf } from "../widget.ts";

/** A picture, from its bytes, a file or an address. */
export class Image extends define(
  Media,
  { model: "ImageModel", view: "ImageView" },
  {
    format: text("png"),
    /** Pixels. */
    width: text(""),
    height: text(""),
  },
) {
  static fromFile(path: string, options: OptionsOf<typeof Image> = {}): Image {
    return new Image({ ...fileOptions(path), ...options });
  }

  static fromUrl(url: string, options: OptionsOf<typeof Image> = {}): Image {
    return new Image({ ...urlOptions(url), ...options });
  }
}
