import { createServer, type Server } from "node:net"
import type { Reach } from "@justesse/types"
import type { FastifyInstance } from "fastify"
import { networkAddresses } from "./addresses.ts"

/**
 * Doors for others: one listener on each network address of this machine, opened when the operator says "this network" and
 * closed when they say "only this computer". Each connection is handed to the one HTTP server, so nothing restarts.
 */
export function openNetworkListeners(
  app: FastifyInstance,
  port: number,
  log: (what: string, detail: Record<string, unknown>) => void,
) {
  const open = new Map<string, Server>()

  async function openListener(address: string): Promise<void> {
    const listener = createServer((socket) => app.server.emit("connection", socket))
    await new Promise<void>((resolve) => {
      listener.once("error", (error) => {
        log("cannot listen", { address, error: error.message })
        resolve()
      })
      listener.listen({ port, host: address.replace(/^\[|\]$/g, "") }, () => {
        open.set(address, listener)
        resolve()
      })
    })
  }
  const close = () => {
    for (const listener of open.values()) listener.close()
    open.clear()
  }
  return {
    async follow(reach: Reach): Promise<void> {
      if (reach === "computer") return close()
      for (const address of networkAddresses()) if (!open.has(address)) await openListener(address)
    },
    close,
  }
}
