import { DescriptionWidget } from "../dom-widget.ts";
import { member } from "../members.ts";
import { asBytes, isDictionary } from "../state.ts";
import { ButtonStyle, buttonStyles } from "../style.ts";
import { bool, list, oneOf, Refusal, type Trait, text } from "../trait.ts";
import { define } from "../widget.ts";

export interface UploadedFile {
  readonly name: string;
  /** Its MIME type. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
  readonly content: Uint8Array;
}

const file: Trait<UploadedFile> = {
  sync: true,
  initial: () => ({ name: "", type: "", size: 0, lastModified: new Date(0), content: new Uint8Array() }),
  accept(given) {
    const { name, content, lastModified } = (isDictionary(given) ? given : {}) as Partial<UploadedFile>;
    if (typeof name === "string" && asBytes(content) && lastModified instanceof Date) return given as UploadedFile;
    throw new Refusal("a file: { name, type, size, lastModified, content }");
  },
};

/** A button that brings files from the person's own machine. */
export class FileUpload extends define(
  DescriptionWidget,
  { model: "FileUploadModel", view: "FileUploadView" },
  {
    /** Which types of files, such as `.png,.jpg`; the default is all. */
    accept: text(""),
    /** Whether several files may be brought at once. */
    multiple: bool(false),
    disabled: bool(false),
    description: text("Upload"),
    /** A name of Font Awesome, without `fa-`. */
    icon: text("upload"),
    buttonStyle: oneOf("", buttonStyles),
    style: member(ButtonStyle),
    /** What went wrong with the last files. */
    error: text(""),
    /** The files. */
    value: {
      ...list(file),
      echo: false,
      toJson: (files: readonly UploadedFile[]) =>
        files.map(({ lastModified, ...rest }) => ({ ...rest, last_modified: lastModified.getTime() })),
      fromJson: (json: unknown) =>
        (json as ({ last_modified: number } & UploadedFile)[]).map(({ last_modified, ...rest }) => ({
          ...rest,
          lastModified: new Date(last_modified),
        })),
    },
  },
) {}
