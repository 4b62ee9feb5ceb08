/** The connection file: where the kernel listens, and the key that signs. */

import { readFileSync } from "node:fs";

export type Channel = "shell" | "control" | "stdin" | "iopub" | "hb";

export interface Connection {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly key: string;
  readonly signatureScheme: string;
  readonly ports: Readonly<Record<Channel, number>>;
  /** Keys of CurveZMQ, in Z85, where what goes over the sockets is to be encrypted. */
  readonly curve?: { readonly publicKey: string; readonly secretKey: string };
}

/** Files that sockets of the transport ipc are. */
export function socketFiles({ transport, ip, ports }: Connection): string[] {
  return transport === "ipc" ? Object.values(ports).map((port) => `${ip}-${port}`) : [];
}

const channels: readonly Channel[] = ["shell", "control", "stdin", "iopub", "hb"];

/** @throws Error that names the file and the field that is missing or wrong */
export function readConnection(path: string): Connection {
  const wrong = (what: string): Error => new Error(`connection file ${path}: ${what}`);
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw wrong((error as Error).message);
  }
  const transport = file.transport ?? "tcp";
  if (transport !== "tcp" && transport !== "ipc") throw wrong(`transport must be tcp or ipc, got ${transport}`);
  const ports = {} as Record<Channel, number>;
  for (const channel of channels) {
    const port = file[`${channel}_port`];
    if (!Number.isInteger(port)) throw wrong(`${channel}_port must be an integer, got ${JSON.stringify(port)}`);
    ports[channel] = port as number;
  }
  const { curve_publickey: publicKey, curve_secretkey: secretKey } = file;
  for (const key of [publicKey, secretKey]) {
    if (key == null && publicKey == null && secretKey == null) continue;
    if (typeof key !== "string" || key.length !== 40)
      throw wrong("curve_publickey and curve_secretkey must be keys of 40 characters, and are needed together");
  }
  return {
    transport,
    curve: publicKey == null ? undefined : { publicKey: String(publicKey), secretKey: String(secretKey) },
    ip: String(file.ip ?? "127.0.0.1"),
    key: String(file.key ?? ""),
    signatureScheme: String(file.signature_scheme || "hmac-sha256"),
    ports,
  };
}

/** The ZeroMQ address of a channel. */
export function address(connection: Connection, channel: Channel): string {
  const { transport, ip, ports } = connection;
  return transport === "ipc" ? `ipc://${ip}-${ports[channel]}` : `tcp://${ip}:${ports[channel]}`;
}
