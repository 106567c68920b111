import type { ProposalGains } from "@justesse/types/wire/quality"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { Scroll } from "../../ui/Scroll.tsx"

type Estimate = ProposalGains["saved"]

/** What proposals save in time, and which of a model's mistakes people keep. Nothing where nobody was offered any. */
export function GainsPart({ project }: { readonly project: string }) {
  const query = useQuery(trpc.models.gains.queryOptions({ project }))
  const gains = query.data
  if (!gains || gains.answers.with + gains.answers.without === 0) return null
  return <Shown gains={gains} project={project} />
}

function Shown({ gains, project }: { readonly gains: ProposalGains; readonly project: string }) {
  const t = useT("models")
  const format = useFormat()
  const { answers, seconds, copied, missed } = gains
  const time = (estimate: Estimate) =>
    estimate
      ? `${format.number(estimate.value, 1)} s [${format.number(estimate.low, 1)}–${format.number(estimate.high, 1)}]`
      : "–"
  const share = (estimate: Estimate) =>
    estimate ? `${format.share(estimate.value)} ${format.shares(estimate.low, estimate.high)}` : "–"
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
                  {t("gains.copiedOf", { kept: format.number(copied.kept), count: copied.wrong })}{" "}
                  {copied.share && share(copied.share)}
                </td>
                <td className="num" data-name={t("gains.without")}>
                  –
                </td>
              </tr>
            </tbody>
          </table>
        </Scroll>
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
