import type { Quality } from "@justesse/types/wire/quality"
import { BandLine } from "../../charts/BandLine.tsx"
import { ChartFrame } from "../../charts/Frame.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { classifySizes } from "./classifySizes.ts"

/** Share of settled boxes that people found, by size. A matter of the instruction, not of a person. */
export function Sizes({ project, quality }: { readonly project: string; readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const { sizes, missUnder } = quality
  const last = sizes.at(-1)
  if (!last) {
    return (
      <Section title={t("sizes.title")}>
        <p className="dim">{t("sizes.none")}</p>
      </Section>
    )
  }
  const nameOf = ({ from, to }: Quality["sizes"][number]) =>
    to === null
      ? `≥ ${format.number(from)}`
      : from === 0
        ? `< ${format.number(to)}`
        : `${format.number(from)}–${format.number(to)}`
  const lowest = Math.min(...sizes.map(({ low }) => low))
  const mark = sizes.find(({ from }) => missUnder !== null && from >= missUnder)
  return (
    <div>
      <ChartFrame
        note={t("sizes.note")}
        table={{
          columns: [t("sizes.side"), t("sizes.found"), "95 %", t("sizes.answers")],
          rows: sizes.map((one) => [
            nameOf(one),
            format.share(one.mean),
            format.shares(one.low, one.high),
            format.number(one.n),
          ]),
        }}
        title={t("sizes.title")}
      >
        {(width) => (
          <BandLine
            end={[format.share(last.mean), "px"]}
            height={204}
            label={t("sizes.title")}
            marks={
              mark && missUnder !== null
                ? [{ key: nameOf(mark), name: t("sizes.mark", { px: format.number(missUnder) }) }]
                : []
            }
            points={sizes.map((one) => ({
              key: nameOf(one),
              name: nameOf(one),
              value: one.mean,
              low: one.low,
              high: one.high,
            }))}
            range={[Math.min(0.5, Math.floor(lowest * 4) / 4), 1]}
            tick={format.share}
            width={width}
          />
        )}
      </ChartFrame>
      <p className={measures.above8}>
        {missUnder === null ? (
          <span className="dim">{t(`sizes.${classifySizes(quality)}`)}</span>
        ) : (
          <>
            {t(`sizes.${classifySizes(quality)}`, { px: format.number(missUnder) })}{" "}
            <TextLink to="/p/$project/guideline" params={{ project }}>
              {t("sizes.say")}
            </TextLink>
          </>
        )}
      </p>
    </div>
  )
}
