import type { AssignmentId } from "@justesse/types"
import { keepHere } from "../../shell/browserKeeps.ts"
import type { LocalMarks, Mark } from "../annotate/model/localDrafts.ts"
import { type Grid, grid, SIZE_KEY } from "./grid.ts"

type Marked = Pick<Grid, "marked" | "alone">

/** Assignments whose marks were read: what is on the page is newer from then on. */
const known = new Set<AssignmentId>()

function marksOf({ marked, alone }: Marked, id: AssignmentId): readonly Mark[] {
  return [...(marked.has(id) ? (["marked"] as const) : []), ...(alone.has(id) ? (["alone"] as const) : [])]
}

/**
 * Keeps each mark of a grid on this computer as it is made, and how many are seen at once, until the answers are sent: a page that is
 * loaded anew (because the studio was upgraded, or by whoever closed it) shows them again. Ends with what it gives back.
 */
export function keepMarks(kept: LocalMarks): () => void {
  return grid.subscribe((now, before) => {
    if (now.size !== before.size) keepHere(SIZE_KEY, String(now.size))
    if (now.marked === before.marked && now.alone === before.alone) return
    for (const id of new Set([...now.marked, ...now.alone, ...before.marked, ...before.alone])) {
      const marks = marksOf(now, id)
      if (marks.length !== marksOf(before, id).length || !marks.every((one) => marksOf(before, id).includes(one)))
        void kept.write(id, marks)
    }
  })
}

/** Puts the marks that an earlier page kept on the tiles that came; what was marked meanwhile stays. */
export async function restoreMarks(kept: LocalMarks, ids: readonly AssignmentId[]): Promise<void> {
  const unread = ids.filter((id) => !known.has(id))
  if (unread.length === 0) return
  for (const id of unread) known.add(id)
  const found = await Promise.all(unread.map(async (id) => [id, await kept.read(id)] as const))
  const withMark = (mark: Mark) => found.flatMap(([id, marks]) => (marks.includes(mark) ? [id] : []))
  const [marked, alone] = [withMark("marked"), withMark("alone")]
  if (marked.length + alone.length === 0) return
  grid.setState((now) => ({
    marked: new Set([...now.marked, ...marked]),
    alone: new Set([...now.alone, ...alone]),
  }))
}
