/**
 * Fourier transforms: `torch.fft`. Until there are complex dtypes, complex numbers are real tensors whose last dim, of
 * size 2, holds real and imaginary parts, as `torch.view_as_real` shows them; `dim` counts without it.
 */

export {
  fft,
  fft2,
  fftn,
  hfft,
  hfft2,
  hfftn,
  ifft,
  ifft2,
  ifftn,
  ihfft,
  ihfft2,
  ihfftn,
  irfft,
  irfft2,
  irfftn,
  rfft,
  rfft2,
  rfftn,
} from "./ops/fourier.ts";
export { fftfreq, fftshift, ifftshift, rfftfreq } from "./ops/frequencies.ts";
