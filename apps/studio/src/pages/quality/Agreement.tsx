import type { KindType } from "@justesse/types/kinds/contract"
import type { Quality } from "@justesse/types/wire/quality"
import { BandLine } from "../../charts/BandLine.tsx"
import { ChartFrame } from "../../charts/Frame.tsx"
import { roundTop } from "../../charts/scale.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"

type Days = Quality["agreementByDay"]

/** What the answers of a kind consist of. */
export type Parts = KindType["parts"]

/** Agreement of two people day by day, with the days on which the guideline changed. */
export function AgreementChart({ parts, quality }: { readonly parts: Parts; readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const days = quality.agreementByDay
  const last = days.at(-1)
  if (!last) return <Missing text={t("agreement.none")} title={t("agreement.title")} />
  const alpha = quality.alpha
  const note = t(`agreement.note.${parts}`, { count: quality.doubled })
  const alphaText = alpha
    ? t("agreement.alpha", { value: format.ratio(alpha.mean), interval: format.interval(alpha.low, alpha.high) })
    : ""
  return (
    <ChartFrame
      note={`${note} ${alphaText}`.trim()}
      table={{
        columns: [t("day"), t("pictures"), t("agreement.title"), "95 %"],
        rows: rowsOf(days, format.ratio, format.interval),
      }}
      title={t("agreement.title")}
    >
      {(width) => (
        <BandLine
          end={[format.ratio(last.mean), format.interval(last.low, last.high)]}
          label={t("agreement.title")}
          marks={marksOf(quality, t)}
          points={pointsOf(days)}
          tick={format.ratio}
          width={width}
        />
      )}
    </ChartFrame>
  )

  function rowsOf(all: Days, text: (value: number) => string, between: (low: number, high: number) => string) {
    return all.map(({ day, n, mean, low, high }) => [
      format.axisDay(day),
      format.number(n),
      text(mean),
      between(low, high),
    ])
  }
  function pointsOf(all: Days) {
    return all.map(({ day, mean, low, high }) => ({ key: day, name: format.axisDay(day), value: mean, low, high }))
  }
}

/** Share of what was settled that a second person changed, day by day. */
export function AuditChart({ project, quality }: { readonly project: string; readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const days = quality.secondLookByDay
  const last = days.at(-1)
  if (!last) {
    return (
      <Section title={t("second.title")}>
        <p className="dim">{t("second.none")}</p>
        <p className={measures.above8}>
          <TextLink to="/p/$project/settings" params={{ project }} hash="quality">
            {t("second.act")}
          </TextLink>
        </p>
      </Section>
    )
  }
  const top = roundTop(Math.max(0.02, ...days.map(({ high }) => high)))
  return (
    <ChartFrame
      note={t("second.note", { count: quality.secondLook?.n ?? 0 })}
      table={{
        columns: [t("day"), t("looked"), t("second.title"), "95 %"],
        rows: days.map(({ day, n, mean, low, high }) => [
          format.axisDay(day),
          format.number(n),
          format.share(mean),
          format.shares(low, high),
        ]),
      }}
      title={t("second.title")}
    >
      {(width) => (
        <BandLine
          end={[format.share(last.mean), format.shares(last.low, last.high)]}
          label={t("second.title")}
          marks={marksOf(quality, t)}
          points={days.map(({ day, mean, low, high }) => ({
            key: day,
            name: format.axisDay(day),
            value: mean,
            low,
            high,
          }))}
          range={[0, Math.min(1, top)]}
          tick={format.share}
          width={width}
        />
      )}
    </ChartFrame>
  )
}

function marksOf({ guidelines }: Quality, t: (key: string, values: { version: number }) => string) {
  return guidelines.map(({ day, version }) => ({ key: day, name: t("guideline", { version }) }))
}

function Missing({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Section title={title}>
      <p className="dim">{text}</p>
    </Section>
  )
}
