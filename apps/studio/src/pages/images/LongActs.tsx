import type { LongAct } from "@justesse/types/wire/asset"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { isFailureCode } from "../../failures/codes.ts"
import { useSentence } from "../../failures/useSentence.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import { Button } from "../../ui/Button.tsx"
import { useAct } from "../../ui/useAct.ts"
import { ProgressLine } from "../versions/ProgressLine.tsx"
import css from "./page.module.css"

const isLive = ({ state }: LongAct) => state === "queued" || state === "running"

/** Jobs that somebody here has seen running, and ends that were put away: for as long as the window is open. */
const seen = new Set<number>()
const putAway = new Set<number>()

/** The end of taking back is reported to those who saw it; that of an act also to whoever comes within the hour. */
function isReported(act: LongAct): boolean {
  if (isLive(act)) return true
  return !putAway.has(act.job) && (seen.has(act.job) || (!act.takesBack && act.undoable))
}

/** Acts on very many pictures: how far they are, with a way to stop, and of the last one that ended what it did, with its undo. */
export function LongActs({ project }: { readonly project: string }) {
  const t = useT("images")
  const query = useQuery(trpc.asset.longActs.queryOptions({ project }))
  const [, setPutAway] = useState(0)
  const acts = query.data?.acts ?? []
  for (const act of acts) if (isLive(act)) seen.add(act.job)
  const shown = acts.filter(isReported)
  if (shown.length === 0) return null
  return (
    <section className={`rows ${css.acts}`} aria-label={t("longActs")}>
      {shown.map((act) =>
        isLive(act) ? (
          <Running key={act.job} project={project} act={act} />
        ) : (
          <Ended
            key={act.job}
            project={project}
            act={act}
            onPutAway={() => {
              putAway.add(act.job)
              setPutAway(putAway.size)
            }}
          />
        ),
      )}
    </section>
  )
}

interface Props {
  readonly project: string
  readonly act: LongAct
}

function Running({ project, act }: Props) {
  const t = useT("images")
  const format = useFormat()
  const stop = useAct(
    () => api.asset.stopAct.mutate({ project, undo: act.undo }),
    () => refresh("asset"),
  )
  const what = act.takesBack ? t("takingBack") : t(`doing.${act.act}`)
  const text =
    act.state === "queued"
      ? t("actWaits")
      : [
          t("actDone", { done: format.number(act.done), total: format.number(act.total) }),
          act.msLeft === null ? "" : t("actLeft", { time: format.duration(act.msLeft / 1000) }),
        ]
          .filter(Boolean)
          .join(" · ")
  return (
    <div className={`row ${css.act}`} role="status">
      <span className="dim">
        <Icon name="clock" />
      </span>
      <span className="g">
        <b className="b">{what}</b> <span className="dim">· {text}</span>
        <ProgressLine label={what} done={act.done} total={act.state === "queued" ? 0 : act.total} />
      </span>
      {!act.takesBack && (
        <Button small disabled={stop.isPending} onClick={() => stop.mutate(undefined)}>
          {t("actStop")}
        </Button>
      )}
    </div>
  )
}

function Ended({ project, act, onPutAway }: Props & { readonly onPutAway: () => void }) {
  const t = useT("images")
  const status = useStatusText(act)
  const undo = useAct(
    () => api.asset.undo.mutate({ project, undo: act.undo }),
    ({ job }) => {
      // Its end is reported to whoever asked for it, also when it was over before it was seen to run.
      if (job !== null) seen.add(job)
      return refresh("asset", "project")
    },
  )
  const failed = act.state === "failed"
  return (
    <div className={`row ${css.act}`} role="status">
      <span className={failed ? "need" : "good"}>
        <Icon name={failed ? "warning" : "check"} />
      </span>
      <span className="g">{status}</span>
      {act.undoable && (
        <Button small disabled={undo.isPending} onClick={() => undo.mutate(undefined)}>
          {t("common:undo")}
        </Button>
      )}
      <Button small look="quiet" icon="close" aria-label={t("common:close")} onClick={onPutAway} />
    </div>
  )
}

/** How an act ended: what was done, what becomes of work in hand, and why it did not come to its end. */
function useStatusText(act: LongAct): string {
  const t = useT("images")
  const format = useFormat()
  const sentence = useSentence()
  const why = isFailureCode(act.error) ? sentence({ failure: { code: act.error, detail: {} } }) : ""
  const cut =
    act.state === "done"
      ? ""
      : t(act.state === "failed" ? "actFailed" : "actStopped", {
          done: format.number(act.done),
          total: format.number(act.total),
        })
  const done = act.takesBack
    ? act.state === "done"
      ? t("common:undone")
      : ""
    : t(`did.${act.act}`, { count: act.changed })
  const inHand = act.inHand > 0 && !act.takesBack ? t("inHand", { count: act.inHand }) : ""
  return [cut, why, done, inHand].filter(Boolean).join(" ")
}
