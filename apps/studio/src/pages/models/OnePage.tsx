import type { PredictionScores, PredictionSet } from "@justesse/types/wire/quality"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { type Translate, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Intro, Note, Rule } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { ModelFigures } from "./Figures.tsx"
import { MatchingNote } from "./MatchingNote.tsx"
import { ScoredOnLine } from "./ScoredOnLine.tsx"
import { SuspectGrid } from "./SuspectGrid.tsx"

/** One prediction set: against the settled answers, what it doubts, and what can be done with it. */
export function ModelPage() {
  const t = useT("models")
  const project = useProjectSlug()
  const params = useParams({ from: "/manage/p/$project/models/$set" })
  const set = Number(params.set)
  const query = useQuery(trpc.models.scores.queryOptions({ project, set }))
  usePageName(query.data?.set.name ?? t("title"))
  return (
    <div className="content">
      <Loaded query={query}>{(scores) => <Body project={project} scores={scores} />}</Loaded>
    </div>
  )
}

function Body({ project, scores }: { readonly project: string; readonly scores: PredictionScores }) {
  const t = useT("models")
  const { set } = scores
  return (
    <>
      <Crumbs items={linkOptions([{ to: "/p/$project/models", params: { project }, children: t("title") }])} />
      <Head title={set.name}>{set.state !== "reading" && <Acts project={project} set={set} />}</Head>
      <SetLead scores={scores} />
      {set.state === "failed" && (
        <div className={measures.above12}>
          <Note need>{t("failed", { what: whyFailed(t, set.error ?? "") })}</Note>
        </div>
      )}
      {set.state === "ready" && <ScoredOnLine fresh={set.fresh} project={project} scoring={scores.scoring} />}
      {set.state === "ready" && <MatchingNote set={set} />}
      {set.state === "ready" && (
        <>
          {scores.pictures > 0 && (
            <>
              <Rule />
              <ComparedLine compared={scores.compared} />
              <ModelFigures project={project} scores={scores} />
            </>
          )}
          <Rule />
          <SuspectGrid project={project} set={set} />
        </>
      )}
    </>
  )
}

/** By what the model's regions and the final ones were compared. */
function ComparedLine({ compared: { by, goldBoxes, foundBoxes } }: Pick<PredictionScores, "compared">) {
  const t = useT("models")
  const format = useFormat()
  const values = { final: format.number(goldBoxes), predicted: format.number(foundBoxes) }
  return <p className={`dim sm ${measures.below16}`}>{t(`compared.${by}`, values)}</p>
}

const WHY = ["label_unknown", "format_unknown", "file_unreadable"] as const

/** Why a set could not be read, in words; what is stored is a code and the position. */
function whyFailed(t: Translate, error: string): string {
  const code = WHY.find((one) => error.startsWith(one))
  return code === undefined ? error : t(`why.${code}`)
}

function SetLead({ scores }: { readonly scores: PredictionScores }) {
  const t = useT("models")
  const format = useFormat()
  const { set } = scores
  if (set.state === "reading") return <Intro>{t("reading")}</Intro>
  if (set.state === "failed") return null // said below, with why
  const values = {
    count: set.pictures,
    boxes: format.number(set.regions),
    ap: set.ap === null ? "–" : format.ratio(set.ap),
    settled: format.number(scores.pictures),
  }
  return (
    <Intro>
      <Rich k={leadOf(scores)} t={t} values={values} />
    </Intro>
  )
}

/** Which sentence is true of a set: why there is no score, where there is none. */
function leadOf({ set, pictures, scoring }: PredictionScores) {
  if (set.pictures === 0) return "oneNothing"
  if (set.ap !== null) return "one"
  if (!set.fresh || scoring.computing) return "oneComputing"
  if (pictures > 0) return "oneNoBoxes"
  return scoring.on.version === null ? "oneUnscored" : "oneElsewhere"
}

function Acts({ project, set }: { readonly project: string; readonly set: PredictionSet }) {
  const t = useT("models")
  const toast = useToast()
  const go = useGo()
  const order = useAct(
    (to: number | null) => api.models.order.mutate({ project, set: to }),
    ({ tasks }, to) => {
      const back = () => api.models.order.mutate({ project, set: null }).then(() => refresh("models", "asset", "work"))
      toast.done(t(to === null ? "orderedBack" : "ordered", { count: tasks }), to === null ? undefined : back)
      void refresh("models", "asset", "work")
    },
  )
  const remove = useAct(
    () => api.models.remove.mutate({ project, set: set.id }),
    () => {
      toast.done(t("removed", { name: set.name }))
      void refresh("models")
      go({ to: "/p/$project/models", params: { project } })
    },
  )
  return (
    <>
      {set.coversOpen > 0 && (
        <Button disabled={order.isPending} onClick={() => order.mutate(set.id)} title={t("orderLong")}>
          {t("order", { count: set.coversOpen })}
        </Button>
      )}
      <Button
        disabled={remove.isPending}
        look="danger"
        onClick={() => window.confirm(t("removeSure", { name: set.name })) && remove.mutate(undefined)}
      >
        {t("remove")}
      </Button>
    </>
  )
}
