import { fileOptions, Media, urlOptions } from "../media.ts";
import { bool, text } from "../trait.ts";
import { define, type OptionsOf } from "../widget.ts";

/** A sound, from its bytes, a file or an address. */
export class Audio extends define(
  Media,
  { model: "AudioModel", view: "AudioView" },
  {
    format: text("mp3"),
    autoplay: bool(true),
    loop: bool(true),
    controls: bool(true),
  },
) {
  static fromFile(path: string, options: OptionsOf<typeof Audio> = {}): Audio {
    return new Audio({ ...fileOptions(path), ...options });
  }

  static fromUrl(url: string, options: OptionsOf<typeof Audio> = {}): Audio {
    return new Audio({ ...urlOptions(url), ...options });
  }
}
