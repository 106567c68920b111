import type { Me } from "@justesse/types/wire/account"
import { keepHere, readHere } from "./browserKeeps.ts"

const KEY = "justesse.home"
const HOMES = ["/work", "/review", "/projects", "/admin"] as const

/** Remembers which of the first-level pages was used last. */
export function keepHome(pathname: string): void {
  const home = HOMES.find((one) => pathname === one || pathname.startsWith(`${one}/`))
  // Where it is not kept the role decides next time.
  if (home) keepHere(KEY, home)
}

/** Where `/` leads: what was used last if it is still open to this person, else what their roles are for. */
export function homeOf(me: Me): "/about" | "/signin" | (typeof HOMES)[number] {
  if (!me.person) return me.studio.setupNeeded ? "/about" : "/signin"
  const owns = me.projects.some((card) => card.roles.includes("owner"))
  const labels = me.projects.some((card) => card.roles.includes("annotator"))
  const last = readHere(KEY)
  if (last === "/work" || last === "/projects") return last
  if (last === "/admin" && me.person.operator) return last
  if (last === "/review" && me.projects.some((card) => card.roles.includes("reviewer"))) return last
  const reviews = me.projects.some((card) => card.roles.includes("reviewer"))
  // My work lists what waits for review too: whoever does both begins there.
  if (labels && !owns) return "/work"
  if (reviews && !owns) return "/review"
  return "/projects"
}
