import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { address, readConnection } from "../../../kernel/wire/connection.ts";

const ports = { shell_port: 1, control_port: 2, stdin_port: 3, iopub_port: 4, hb_port: 5 };

describe("readConnection", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent-connection-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = (text: string) => {
    const path = join(folder, "connection.json");
    writeFileSync(path, text);
    return readConnection(path);
  };

  it("reads addresses of both transports", () => {
    const tcp = read(JSON.stringify({ ...ports, ip: "127.0.0.1", transport: "tcp", key: "k" }));
    assert.equal(address(tcp, "iopub"), "tcp://127.0.0.1:4");
    assert.equal(tcp.signatureScheme, "hmac-sha256");
    assert.equal(address(read(JSON.stringify({ ...ports, ip: "/run/s", transport: "ipc" })), "hb"), "ipc:///run/s-5");
  });

  it("names the file and what is wrong with it", () => {
    assert.throws(() => readConnection(join(folder, "none.json")), /none\.json.*ENOENT/);
    assert.throws(() => read("{"), /connection\.json/);
    assert.throws(() => read(JSON.stringify({ ...ports, hb_port: "5" })), /hb_port must be an integer, got "5"/);
    assert.throws(() => read(JSON.stringify({ ...ports, transport: "udp" })), /transport must be tcp or ipc, got udp/);
  });
});
