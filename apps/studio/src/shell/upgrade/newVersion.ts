import { missed, newVersion } from "../store.ts"

/** The first script of this page names the build that it is of; the header of every answer names the one that is served now. */
const BUILD_HEADER = "justesse-studio"

function ownBuild(): string | null {
  const script = document.querySelector<HTMLScriptElement>("script[type=module][src]")
  return script ? new URL(script.src).pathname : null
}

/** Notices by an answer of the server when the studio was upgraded under this page. */
export function noticeBuild(answer: Response): Response {
  const served = answer.headers.get(BUILD_HEADER)
  if (served !== null && served !== ownBuild()) newVersion.setState(true)
  return answer
}

/** Whether the server answers; which build it serves is noticed by the way. */
export function reachServer(): Promise<boolean> {
  const asking = fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5_000) })
  return asking.then((answer) => noticeBuild(answer).ok).catch(() => false)
}

/** Loads the page anew, with what was kept; without a network what is on the screen stays. Answers whether it does. */
export async function loadAnew(): Promise<boolean> {
  const isThere = await reachServer()
  if (isThere) window.location.reload()
  return isThere
}

/** A part of the studio that did not come: another build is served, or there is no network. What is on the page stays. */
export class MissingPart extends Error {}

/** Fetches a page. The router knows what browsers say and would load everything anew, also where nothing answers: it hears other words. */
export function fetchPage<T>(load: () => Promise<T>): Promise<T> {
  return load().catch((cause: unknown) => {
    throw new MissingPart("The code of this page did not come.", { cause })
  })
}

/** Fetches a part that somebody asked for on a page; null, and it is said, where it does not come. */
export async function fetchPart<T>(load: () => Promise<T>): Promise<T | null> {
  try {
    return await load()
  } catch {
    await reachServer()
    missed.setState((count) => count + 1)
    return null
  }
}
