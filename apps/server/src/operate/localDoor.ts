import { createServer } from "node:net"
import type { FastifyInstance } from "fastify"

/**
 * A door for commands of this computer beside TLS, on a free port of loopback: the certificate names the public address, so that
 * nobody could check it at 127.0.0.1. Each connection is handed to the one HTTP server as it is.
 */
export async function localDoor(app: FastifyInstance): Promise<{ readonly address: string; close(): void }> {
  const door = createServer((socket) => app.server.emit("secureConnection", socket))
  await new Promise<void>((resolve, reject) => {
    door.once("error", reject)
    door.listen(0, "127.0.0.1", resolve)
  })
  const address = door.address()
  const port = typeof address === "object" && address ? address.port : 0
  return { address: `http://127.0.0.1:${port}`, close: () => door.close() }
}
