import type { ProposalGains } from "@justesse/types/wire/quality"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import { useLabelNames } from "../quality/useLabelNames.ts"

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
    { name: t("gains.answers"), with: format.number(answers.with), without: format.number(answers.without) },
    { name: t("gains.seconds"), with: time(seconds.with), without: time(seconds.without) },
    { name: t("gains.missed"), with: share(missed.with), without: share(missed.without) },
  ]
  return (
    <div className={measures.above24} id="gains">
      <Section title={t("gains.title")}>
        <p>
          <b>{useVerdict(gains)}</b>
        </p>
        <Scroll label={t("gains.title")}>
          <table className={`tbl lines ${measures.above16}`}>
            <thead>
              <tr>
                <th>{t("gains.figure")}</th>
                <th className="num">{t("gains.with")}</th>
                <th className="num">{t("gains.without")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.name}>
                  <td>{row.name}</td>
                  <td className="num" data-name={t("gains.with")}>
                    {row.with}
                  </td>
                  <td className="num" data-name={t("gains.without")}>
                    {row.without}
                  </td>
                </tr>
              ))}
              <tr>
                <td>{t("gains.copied")}</td>
                <td className="num" data-name={t("gains.with")}>
                  <Copied of={copied} />
                </td>
                <td className="num" data-name={t("gains.without")}>
                  –
                </td>
              </tr>
            </tbody>
          </table>
        </Scroll>
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
      <Scroll label={t("gains.byLabel")}>
        <table className="tbl lines">
          <thead>
            <tr>
              <th>{t("label")}</th>
              <th className="num">{t("gains.copiedShort")}</th>
              <th className="num">{t("gains.missedWith")}</th>
              <th className="num">{t("gains.missedWithout")}</th>
            </tr>
          </thead>
          <tbody>
            {labels.map(({ label, copied, missed }) => (
              <tr key={label}>
                <td>{name(label)}</td>
                <td className="num" data-name={t("gains.copiedShort")}>
                  <Copied of={copied} />
                </td>
                <td className="num" data-name={t("gains.missedWith")}>
                  {share(missed.with)}
                </td>
                <td className="num" data-name={t("gains.missedWithout")}>
                  {share(missed.without)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
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
      <Scroll label={t("gains.byScore")}>
        <table className="tbl lines">
          <thead>
            <tr>
              <th>{t("gains.score")}</th>
              <th className="num">{t("gains.proposed")}</th>
              <th className="num">{t("gains.right")}</th>
              <th className="num">{t("gains.copiedShort")}</th>
            </tr>
          </thead>
          <tbody>
            {scores.map(({ from, proposed, right, copied }) => (
              <tr key={from}>
                <td>{t("gains.scoreFrom", { from: format.number(from, 1), to: format.number(from + 0.1, 1) })}</td>
                <td className="num" data-name={t("gains.proposed")}>
                  {format.number(proposed)}
                </td>
                <td className="num" data-name={t("gains.right")}>
                  {share(right)}
                </td>
                <td className="num" data-name={t("gains.copiedShort")}>
                  <Copied of={copied} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
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
