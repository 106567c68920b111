import type { LearnPage } from "@justesse/types/wire/learning"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Intro } from "../../ui/layout.tsx"
import { useLabelNames } from "../quality/useLabelNames.ts"
import { isBetter, type ShareSaid, writeEnds, writePx } from "./said.ts"

/** The one thing worth practising, with its interval and what it rests on; or that there is none; or that it is too early. */
export function LearnLead({ page }: { readonly page: LearnPage }) {
  const t = useT("learning")
  const { profile, least } = page
  if (!profile) return <Intro>{t("lead.nothingChecked", { least })}</Intro>
  const { focus, edges } = profile
  const [bodies, boxes] = [page.sources.items, edges.boxes]
  if (bodies < least) {
    return (
      <Intro>
        <Rich t={t} k="lead.few" values={{ count: bodies, least }} /> {t("lead.fewWhy")}
      </Intro>
    )
  }
  if (focus === null) {
    const k = edges.edges === null ? "lead.none" : "lead.noEdge"
    return (
      <Intro>
        <Rich t={t} k={k} values={{ count: boxes }} /> {t("lead.onlyYou")}
      </Intro>
    )
  }
  return (
    <Intro>
      <FocusSaid page={page} /> {focus.of === "edge" && `${t("lead.others")} `}
      {focus.of === "edge" && isBetter(edges.weeks, focus.edge) && `${t("lead.better")} `}
      {t("lead.onlyYou")}
    </Intro>
  )
}

function FocusSaid({ page }: { readonly page: LearnPage }) {
  const t = useT("learning")
  const format = useFormat()
  const name = useLabelNames(page.ontology ?? { labels: [] })
  const { profile } = page
  if (!profile?.focus) return null
  const { focus, edges, missed, confusions, characters } = profile
  if (focus.of === "edge") {
    const px = edges.edges?.find(({ edge }) => edge === focus.edge)?.px
    if (!px) return null
    const values = {
      edge: t(`edges.${focus.edge}`),
      px: writePx(format, Math.abs(px.mean)),
      ends: writeEnds(format, px.mean < 0 ? [-px.interval[1], -px.interval[0]] : px.interval, t("between")),
      count: edges.boxes,
    }
    return <Rich t={t} k={px.mean < 0 ? "lead.inside" : "lead.outside"} values={values} />
  }
  const share = (row: Pick<ShareSaid, "times" | "of" | "interval">) => ({
    ...{ times: row.times, of: row.of },
    ends: format.shares(row.interval[0], row.interval[1]),
  })
  if (focus.of === "missed") {
    const row = missed.bySize.find(({ fromPx }) => fromPx === focus.fromPx)
    return row ? <Rich t={t} k="lead.missed" values={{ size: t(`size.${focus.fromPx}`), ...share(row) }} /> : null
  }
  if (focus.of === "label") {
    const row = confusions.find(({ right, mine }) => right === focus.right && mine === focus.mine)
    const values = { right: name(focus.right), mine: name(focus.mine) }
    return row ? <Rich t={t} k="lead.label" values={{ ...values, ...share(row) }} /> : null
  }
  const row = characters.classes.find((one) => one.class === focus.class)
  return row ? <Rich t={t} k="lead.characters" values={{ class: t(`class.${focus.class}`), ...share(row) }} /> : null
}
