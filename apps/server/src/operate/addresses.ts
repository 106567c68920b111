import { networkInterfaces } from "node:os"

/** Addresses of this machine in its networks, IPv4 first, without loopback and link-local ones. */
export function networkAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const usable = all.filter((a) => !a.internal && !a.address.startsWith("169.254.") && !a.address.startsWith("fe80"))
  return usable
    .sort((a, b) => (a.family === b.family ? 0 : a.family === "IPv4" ? -1 : 1))
    .map((a) => (a.family === "IPv6" ? `[${a.address}]` : a.address))
}

/** What people type for each choice of reach, given how this process serves. */
export function addressesFor(port: number, secure: boolean): { computer: string; network: string[] } {
  const scheme = secure ? "https" : "http"
  return {
    computer: `${scheme}://127.0.0.1:${port}`,
    network: networkAddresses().map((address) => `${scheme}://${address}:${port}`),
  }
}
