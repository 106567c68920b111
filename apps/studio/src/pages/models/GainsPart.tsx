import type { ProposalGains } from "@justesse/types/wire/quality"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { useLabelNames } from "../quality/useLabelNames.ts"
import { FiguresTable } from "./FiguresTable.tsx"

type Estimate = ProposalGains["saved"]

/** What proposals save in time, and which of a model's mistakes people keep. Nothing where nobody was offered any. */
export function GainsPart({ project }: { readonly project: string }) {
  const query = useQuery(trpc.models.gains.queryOptions({ project }))
  const gains = query.data
  if (!gains || gains.answers.with + gains.answers.without === 0) return null
  return <Gains gains={gains} project={project} />
}

/** What is known of gains: the verdict first, then what it rests on. */
export function Gains({ gains, project }: { readonly gains: ProposalGains; readonly project: string }) {
  const t = useT("models")
  const format = useFormat()
  const { answers, seconds, copied, missed } = gains
  const share = useShare()
  const time = (estimate: Estimate) =>
    estimate
      ? `${format.number(estimate.value, 1)} s [${format.number(estimate.low, 1)}–${format.number(estimate.high, 1)}]`
      : "–"
  const rows = [
    {
      name: t("gains.answers"),
      figures: [answers.with, answers.without].map((count) => format.number(count)),
    },
    { name: t("gains.seconds"), figures: [time(seconds.with), time(seconds.without)] },
    { name: t("gains.missed"), figures: [share(missed.with), share(missed.without)] },
    { name: t("gains.copied"), figures: [<Copied key="with" of={copied} />, "–"] },
  ]
  return (
    <div className={measures.above24} id="gains">
      <Section title={t("gains.title")}>
        <p>
          <b>{useVerdict(gains)}</b>
        </p>
        <FiguresTable
          className={measures.above16}
          head={[t("gains.figure"), t("gains.with"), t("gains.without")]}
          label={t("gains.title")}
          rows={rows}
        />
        {gains.labels.length > 1 && <ByLabel gains={gains} />}
        {gains.scores.length > 0 && <ByScore gains={gains} />}
        <p className={`dim sm ${measures.above16}`}>
          {t(gains.without > 0 ? "gains.how" : "gains.noneWithout", { share: format.percent(gains.without) })}{" "}
          <TextLink params={{ project }} to="/p/$project/settings">
            {t("gains.change")}
          </TextLink>
        </p>
      </Section>
    </div>
  )
}

/** Where the mistakes are: the labels whose wrong proposals people keep most are first. */
function ByLabel({ gains: { labels, ontology } }: { readonly gains: ProposalGains }) {
  const t = useT("models")
  const name = useLabelNames(ontology)
  const share = useShare()
  return (
    <div className={measures.above24}>
      <b>{t("gains.byLabel")}</b>
      <FiguresTable
        head={[t("label"), t("gains.copiedShort"), t("gains.missedWith"), t("gains.missedWithout")]}
        label={t("gains.byLabel")}
        rows={labels.map(({ label, copied, missed }) => ({
          name: name(label),
          figures: [<Copied key="copied" of={copied} />, share(missed.with), share(missed.without)],
        }))}
      />
    </div>
  )
}

/** From which score on proposals are worth being drawn solid: how many were right, and what people kept of the others. */
function ByScore({ gains: { scores, solidFrom } }: { readonly gains: ProposalGains }) {
  const t = useT("models")
  const format = useFormat()
  const share = useShare()
  return (
    <div className={measures.above24}>
      <b>{t("gains.byScore")}</b>{" "}
      <span className="dim sm">{t("gains.solidNow", { from: format.number(solidFrom, 2) })}</span>
      <FiguresTable
        head={[t("gains.score"), t("gains.proposed"), t("gains.right"), t("gains.copiedShort")]}
        label={t("gains.byScore")}
        rows={scores.map(({ from, proposed, right, copied }) => ({
          name: t("gains.scoreFrom", { from: format.number(from, 1), to: format.number(from + 0.1, 1) }),
          figures: [format.number(proposed), share(right), <Copied key="copied" of={copied} />],
        }))}
      />
    </div>
  )
}

/** How many wrong proposals were kept, and the share where enough are known. */
function Copied({ of }: { readonly of: ProposalGains["copied"] }) {
  const t = useT("models")
  const format = useFormat()
  const share = useShare()
  return (
    <>
      {t("gains.copiedOf", { kept: format.number(of.kept), count: of.wrong })}
      {of.share && `, ${share(of.share)}`}
    </>
  )
}

/** A share with its interval; a dash while too little is known. */
function useShare(): (estimate: Estimate) => string {
  const format = useFormat()
  return (estimate) =>
    estimate ? `${format.share(estimate.value)} ${format.shares(estimate.low, estimate.high)}` : "–"
}

/** What is known of the time in one sentence. */
function useVerdict({ saved, answers, least }: ProposalGains): string {
  const t = useT("models")
  const format = useFormat()
  if (!saved && Math.min(answers.with, answers.without) >= least) return t("gains.notSame")
  if (!saved)
    return t("gains.notYet", {
      with: format.number(answers.with),
      without: format.number(answers.without),
      least: format.number(least),
    })
  if (saved.low <= 0 && saved.high >= 0) return t("gains.same", { range: format.shares(saved.low, saved.high) })
  const less = saved.value > 0
  const [low, high] = less ? [saved.low, saved.high] : [-saved.high, -saved.low]
  return t(less ? "gains.less" : "gains.more", {
    share: format.share(Math.abs(saved.value)),
    range: format.shares(low, high),
  })
}
