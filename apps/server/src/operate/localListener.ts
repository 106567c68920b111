import { createServer } from "node:net"
import type { FastifyInstance } from "fastify"

/**
 * A door for commands of this computer beside TLS, on a free port of loopback: the certificate names the public address, so that
 * nobody could check it at 127.0.0.1. Each connection is handed to the one HTTP server as it is.
 */
export async function openLocalListener(app: FastifyInstance): Promise<{ readonly address: string; close(): void }> {
  const listener = createServer((socket) => app.server.emit("secureConnection", socket))
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject)
    listener.listen(0, "127.0.0.1", resolve)
  })
  const address = listener.address()
  const port = typeof address === "object" && address ? address.port : 0
  return { address: `http://127.0.0.1:${port}`, close: () => listener.close() }
}
