/** Tensors in a notebook: PyTorch's text, and above it what that leaves out. */

import { displaySymbol, type MimeBundle } from "../host.ts";
import { Tensor } from "../tensor/tensor.ts";
import { caption, escapeHtml } from "./escape.ts";

/** The bundle of a tensor: as text what PyTorch prints, as HTML its shape, dtype and device, too. */
export function displayTensor(tensor: Tensor): MimeBundle {
  const text = tensor.toString();
  const facts = [String(tensor.shape), String(tensor.dtype), String(tensor.device)];
  if (tensor.requiresGrad) facts.push("requires grad");
  return {
    "text/plain": text,
    "text/html": `<div>${caption(facts)}<pre style="margin: 0">${escapeHtml(text)}</pre></div>`,
  };
}

Object.defineProperty(Tensor.prototype, displaySymbol, {
  value(this: Tensor): MimeBundle {
    return displayTensor(this);
  },
  configurable: true,
  writable: true,
});
