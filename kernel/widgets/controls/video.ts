import { fileOptions, Media, urlOptions } from "../media.ts";
import { bool, text } from "../trait.ts";
import { define, type OptionsOf } from "../widget.ts";

/** A film, from its bytes, a file or an address. */
export class Video extends define(
  Media,
  { model: "VideoModel", view: "VideoView" },
  {
    format: text("mp4"),
    /** Pixels. */
    width: text(""),
    height: text(""),
    autoplay: bool(true),
    loop: bool(true),
    controls: bool(true),
  },
) {
  static fromFile(path: string, options: OptionsOf<typeof Video> = {}): Video {
    return new Video({ ...fileOptions(path), ...options });
  }

  static fromUrl(url: string, options: OptionsOf<typeof Video> = {}): Video {
    return new Video({ ...urlOptions(url), ...options });
  }
}
