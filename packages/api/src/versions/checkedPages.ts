import type { FrozenStatus } from "@justesse/db/versions/freeze"
import type { CheckedThing } from "@justesse/db/work/abouts"
import { canonicalJson, Region } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

type Final = NonNullable<FrozenStatus["settled"]>
/** Tasks of one picture that are about something on it. */
type Gathered = { readonly final: Final; readonly checked: CheckedThing }[]

/**
 * Pages of what is final in which each picture stands once: where its tasks are about things on it, with all of these that were checked,
 * each as it was left. Everything else comes through as it is.
 */
export async function* checkedPages(
  deps: Pick<Deps, "sha256">,
  pages: AsyncIterable<FrozenStatus[]>,
): AsyncGenerator<FrozenStatus[]> {
  let gathered: Gathered = []
  for await (const page of pages) {
    const given: FrozenStatus[] = []
    for (const status of page) {
      const { settled: final } = status
      if (final && gathered.length > 0 && final.asset.id !== gathered[0]?.final.asset.id) {
        given.push(...together(deps, gathered))
        gathered = []
      }
      if (final?.checked) gathered.push({ final, checked: final.checked })
      else given.push(status)
    }
    yield given
  }
  yield together(deps, gathered)
}

/** The tasks of a picture as one answer of it, which stands with the first of them; the others are counted alone. */
function together(deps: Pick<Deps, "sha256">, tasks: Gathered): FrozenStatus[] {
  const [first] = tasks
  if (!first) return []
  const { body, provenance } = gatherChecked(tasks.map(({ checked }) => checked))
  const final = { ...first.final, body, bodySha256: deps.sha256(body), provenance, checked: null }
  return tasks.map((_, at): FrozenStatus => ({ state: "settled", settled: at === 0 ? final : null }))
}

/** What was checked on one picture as one answer of it, with what that rests on, as stored texts. */
export function gatherChecked(things: readonly CheckedThing[]): { readonly body: string; readonly provenance: string } {
  const ids = new Set<string>()
  const checked = things.map(({ taskId, region, provenance }) => {
    // Files of several imports may call two things of a picture the same.
    const id = ids.has(region.id) ? Region.shape.id.parse(`${region.id}-${taskId}`) : region.id
    ids.add(id)
    return { region: { ...region, id }, provenance: { ...provenance, region: id } }
  })
  return {
    body: canonicalJson({ regions: checked.map(({ region }) => region), nothingHere: false }),
    provenance: canonicalJson(checked.map((one) => one.provenance)),
  }
}
