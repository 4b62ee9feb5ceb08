"""jupyter_client against the kernelspec `tangent`: sockets that are encrypted, and sockets that are files."""

import sys

from jupyter_client.manager import KernelManager


def check(**options):
    manager = KernelManager(kernel_name="tangent", **options)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=30)
        client.hb_channel.unpause()
        reply = client.execute_interactive("console.log(6 * 7)", timeout=30, output_hook=lambda message: print(message["content"]))
        assert reply["content"]["status"] == "ok", reply
        info = manager.get_connection_info()
        assert client.is_alive()
        return info
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


if sys.argv[1] == "curve":
    info = check(transport_encryption="required")
    assert info["curve_publickey"], info
else:
    info = check(transport="ipc")
    assert info["transport"] == "ipc", info
print("fine")
