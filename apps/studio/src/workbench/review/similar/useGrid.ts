import type { DisagreementId, ProjectSlug, TaskId } from "@justesse/types"
import type { SimilarItem, SimilarList } from "@justesse/types/wire/review"
import { useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { api } from "../../../api.ts"

/** Crops on the grid at a time. */
const PER_PAGE = 12
/** More than this many are decided in several acts. */
const MOST = 500

export type Side = "a" | "b"

/** Names one crop: a difference of a task. */
export function nameOf({
  task,
  difference: disagreement,
}: {
  task: TaskId
  difference: { id: DisagreementId }
}): string {
  return `${task}/${disagreement.id}`
}

/** Every similar difference of a group, with its task's revision. */
export interface SimilarGrid extends Omit<SimilarList, "next" | "items"> {
  readonly items: readonly SimilarItem[]
}

async function fetchWholeGrid(project: ProjectSlug, key: string): Promise<SimilarGrid> {
  const first = await api.review.alike.query({ project, key, cursor: null })
  const items = [...first.items]
  for (let cursor = first.next; cursor !== null && items.length < MOST; ) {
    const more = await api.review.alike.query({ project, key, cursor })
    items.push(...more.items)
    cursor = more.next
  }
  return { ...first, items: items.slice(0, MOST) }
}

export function useSimilarGrid(project: ProjectSlug, key: string) {
  return useQuery({
    queryKey: [["review", "alike"], { project, key, whole: true }],
    queryFn: () => fetchWholeGrid(project, key),
    // A grid that was decided never shows again, not even while it is read anew: its keys would act on nothing.
    staleTime: 0,
    gcTime: 0,
    // What is ticked must not move while somebody looks at it.
    refetchOnWindowFocus: false,
  })
}

/** The side that leads in more of the differences; null where neither does: then somebody chooses. */
function leadingSide(group: NonNullable<SimilarList["group"]>): Side | null {
  const leadsOf = (side: Side) => group.sides.find((one) => one.side === side)?.leads ?? 0
  const [a, b] = [leadsOf("a"), leadsOf("b")]
  if (a === b) return null
  return b > a ? "b" : "a"
}

/** What is chosen on a grid: a side, which crops are not similar after all, and the page that is looked at. */
export function useChoice(grid: SimilarGrid) {
  const [side, setSide] = useState(() => grid.group && leadingSide(grid.group))
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [page, setPage] = useState(0)
  const pages = Math.max(1, Math.ceil(grid.items.length / PER_PAGE))
  const shown = useMemo(() => grid.items.slice(page * PER_PAGE, (page + 1) * PER_PAGE), [grid.items, page])
  const toggle = (name: string) => {
    const next = new Set(left)
    if (!next.delete(name)) next.add(name)
    setLeft(next)
  }
  return {
    side,
    setSide,
    left,
    toggle,
    page,
    pages,
    turn: (by: number) => setPage(Math.min(pages - 1, Math.max(0, page + by))),
    shown,
    ticked: grid.items.filter((item) => !left.has(nameOf(item))),
  }
}
export type Choice = ReturnType<typeof useChoice>
