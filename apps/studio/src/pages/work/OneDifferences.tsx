import { useQuery } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { readAnswerParams } from "../../search.ts"
import { isPlainPress } from "../../shell/keyboard.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { DifferenceList, DifferenceShown } from "./DifferenceShown.tsx"
import { type Layer, OnePicture } from "./OnePicture.tsx"
import { OneThreads } from "./OneThreads.tsx"
import type { One } from "./one.ts"
import css from "./page.module.css"

const LAYERS: readonly Layer[] = ["both", "mine", "kept"]

/** The picture at the left; the differences one by one at the right. `H` flips, arrows go from one to the next. */
export function OneDifferences({ one }: { readonly one: One }) {
  const t = useT("history")
  const [searchParams, change] = useSearchParams(readAnswerParams)
  const [layer, setLayer] = useState<Layer>("both")
  const [seen, setSeen] = useState<ReadonlySet<number>>(new Set())
  const differences = one.differences.filter((disagreement) => disagreement.kind !== "kept")
  const at = Math.min(Math.max(0, Number(searchParams.d ?? 1) - 1), Math.max(0, differences.length - 1))
  const { ontologyVersion, guidelineVersion, project } = one.task
  const guide = useQuery(
    trpc.work.guide.queryOptions({ project, ontologyVersion, guidelineVersion }, { staleTime: Infinity }),
  )
  const go = (next: number) => change({ d: String(Math.min(Math.max(0, next), differences.length - 1) + 1) })
  const understand = () => {
    setSeen((now) => new Set([...now, at]))
    if (at + 1 < differences.length) go(at + 1)
  }
  useKeys({
    flip: () => setLayer(LAYERS[(LAYERS.indexOf(layer) + 1) % LAYERS.length] ?? "both"),
    next: () => go(at + 1),
    previous: () => go(at - 1),
    understand,
  })
  const shown = differences[at]
  const untouched =
    one.task.body.regions.length - differences.filter((disagreement) => disagreement.mine !== null).length
  return (
    <div className={css.oneGrid}>
      <OnePicture one={one} layer={layer} onLayer={setLayer} shown={shown} labels={guide.data?.ontology.labels ?? []} />
      <div>
        {shown && (
          <DifferenceShown
            difference={shown}
            at={at}
            count={differences.length}
            guide={guide.data}
            project={project}
            decidedAtMs={one.decidedAtMs}
            seen={seen.has(at)}
            onUnderstand={understand}
            assignmentId={one.task.assignmentId}
          />
        )}
        <OneThreads assignmentId={one.task.assignmentId} />
        <DifferenceList differences={differences} at={at} seen={seen} onGo={go} guide={guide.data} />
        {one.kept !== null && one.task.state !== "taken" && untouched > 0 && (
          <p className="row dim">
            <span className="good">
              <Icon name="check" small />
            </span>
            {t("one.same", { count: untouched })}
          </p>
        )}
        {one.usedIn.length > 0 && (
          <p className={`dim sm ${measures.above8}`}>{t("one.usedIn", { versions: one.usedIn.join(", ") })}</p>
        )}
      </div>
    </div>
  )
}

interface Keys {
  readonly flip: () => void
  readonly next: () => void
  readonly previous: () => void
  readonly understand: () => void
}

function useKeys({ flip, next, previous, understand }: Keys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainPress(event) || (event.target instanceof Element && event.target.closest("[role=dialog]"))) return
      const onControl = event.target instanceof Element && event.target.closest("a, button")
      if (event.key.toLowerCase() === "h") flip()
      else if (event.key === "ArrowDown") next()
      else if (event.key === "ArrowUp") previous()
      else if (event.key === "Enter" && !onControl) understand()
      else return
      event.preventDefault()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  })
}
