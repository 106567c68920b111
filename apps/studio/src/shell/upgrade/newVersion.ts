import { newVersion } from "../store.ts"

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

/**
 * A part of a page that is not here any more, since another build is served: the page is loaded anew, with what it kept. Without
 * a network nothing is loaded anew.
 */
export function reloadForMissingParts(): void {
  window.addEventListener("vite:preloadError", (event) => {
    if (!newVersion.getState()) return
    event.preventDefault()
    window.location.reload()
  })
}
