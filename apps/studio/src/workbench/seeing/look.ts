import { changeLook, isPlain, LOOK_COMMANDS, nextLook, stepLook } from "@justesse/editor"
import { type Look, PLAIN_LOOK } from "@justesse/types"
import { createStore } from "zustand/vanilla"
import type { Act } from "../parts/runner.ts"

/** Where the browser finds the filter that a look makes. */
export const FILTER_ID = "picture-look"

/** How pictures are seen now, on whichever page; the picture as it is while that is compared. */
interface Seen {
  /** Whose look it is; null before anybody is known. */
  readonly person: number | null
  readonly look: Look
  readonly compared: boolean
}

/** The one look of this tab: it goes along from task to task and from labelling to review. */
export const theLook = createStore<Seen>(() => ({ person: null, look: PLAIN_LOOK, compared: false }))

/** Takes up what a person chose before, once; after that their look is what they made of it here. */
export function openLook(person: number, kept: Look | undefined): void {
  if (theLook.getState().person !== person) theLook.setState({ person, look: kept ?? PLAIN_LOOK, compared: false })
}

/** Changes some parts of the look. */
export function setLook(parts: Partial<Look>): void {
  theLook.setState(({ look }) => ({ look: changeLook(look, parts), compared: false }))
}

/** Another picture comes: the look goes on when it is to be kept. */
export function showNextPicture(): void {
  theLook.setState(({ look }) => ({ look: nextLook(look), compared: false }))
}

/** The filter as the browser writes it; empty where the picture is seen as it is. */
export function filterOf({ look, compared }: Pick<Seen, "look" | "compared">): string {
  return compared || isPlain(look) ? "" : `url(#${FILTER_ID})`
}

function actOnLook(id: string): void {
  const { look, compared } = theLook.getState()
  if (id === "look.compare") theLook.setState({ compared: !compared })
  else theLook.setState({ look: stepLook(look, id), compared: false })
}

/** What the commands about the look do; the page opens the panel. */
export const LOOK_ACTS: Readonly<Record<string, Act<object>>> = Object.fromEntries(
  LOOK_COMMANDS.map(({ id }) => [id, () => actOnLook(id)]),
)
