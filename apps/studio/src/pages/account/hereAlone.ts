/** Whether an address opens on the computer that serves and nowhere else: nobody else can be told to type it. */
export function isHereAlone(address: string): boolean {
  const host = URL.canParse(address) ? new URL(address).hostname : ""
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host)
}
