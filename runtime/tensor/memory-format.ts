/** In which order a tensor's dims lie in memory. @see https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.memory_format */

/** An order of dims in memory; the four there are are constants of the main entry point. */
export class MemoryFormat {
  readonly name: string;
  /** The dims from the outermost to the innermost; null: the order of the sizes, or the one that is there. */
  readonly order: readonly number[] | null;

  constructor(name: string, order: readonly number[] | null) {
    this.name = name;
    this.order = order;
  }

  toString(): string {
    return `torch.${this.name}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** Row-major: the last dim's neighbours lie side by side. */
export const contiguousFormat = new MemoryFormat("contiguous_format", null);
/** As the input lies, where it has no gaps and no element twice; else row-major. */
export const preserveFormat = new MemoryFormat("preserve_format", null);
/** Pictures [N, C, H, W] with all channels of a pixel side by side. */
export const channelsLast = new MemoryFormat("channels_last", [0, 2, 3, 1]);
/** Volumes [N, C, D, H, W] with all channels of a voxel side by side. */
export const channelsLast3d = new MemoryFormat("channels_last_3d", [0, 2, 3, 4, 1]);
