import assert from "node:assert/strict";
import { createCanvas, loadImage } from "canvas";
import { Image } from "tangent/vision";

import { displaySymbol } from "../../../runtime/host.ts";

describe("Image", () => {
  it("is shown as a PNG that another decoder reads to the same pixels", async () => {
    const data = Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => (i * 37) % 256);
    const bundle = Image.fromArray(data, [5, 3, 3])[displaySymbol]();
    const image = await loadImage(Buffer.from(bundle["image/png"] as string, "base64"));
    assert.deepEqual([image.width, image.height], [3, 5]);
    const context = createCanvas(3, 5).getContext("2d");
    context.drawImage(image, 0, 0);
    const decoded = context.getImageData(0, 0, 3, 5).data.filter((_, i) => i % 4 !== 3);
    assert.deepEqual([...decoded], [...data]);
    assert.equal(bundle["text/plain"], "<Image mode=RGB size=3x5>");
    assert.match(String(bundle["text/html"]), /<img alt="RGB, 3×5" width="66" height="110"/);
  });

  it("refuses shapes that do not fit", () => {
    assert.throws(() => Image.fromArray(new Uint8Array(5), [2, 2]), /5 values do not make a picture of shape \[2, 2\]/);
    assert.throws(() => Image.fromArray(new Uint8Array(20), [2, 2, 5]), /cannot handle a picture of shape/);
    assert.throws(() => Image.fromArray([1] as never, [1, 1]), /data must be a Uint8Array/);
  });
});
