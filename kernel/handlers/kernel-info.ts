import { type KernelInfo, PROTOCOL_VERSION } from "../wire/messages.ts";
import type { Handler } from "./handler.ts";

/** @param version the package's */
export function makeKernelInfo(version: string): KernelInfo {
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "tangent",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: "6.0",
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `Tangent ${version}: TypeScript and deep learning on Node.js ${process.version}`,
    debugger: false,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "PyTorch, whose vocabulary this is", url: "https://docs.pytorch.org/docs/stable/" },
    ],
    supported_features: [],
  };
}

export function kernelInfo(info: KernelInfo): Handler<"kernel_info_request"> {
  return { parse: (content) => content, handle: () => info };
}
