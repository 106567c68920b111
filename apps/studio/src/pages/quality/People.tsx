import type { Quality } from "@justesse/types/wire/quality"
import { ChartFrame } from "../../charts/Frame.tsx"
import { Intervals } from "../../charts/Intervals.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Section } from "../../ui/layout.tsx"

/** Tasks of a person from which their figure is shown. */
const LEAST = 30
const SKILLS = ["find", "place", "name", "transcribe"] as const

/** Each person's agreement with the others, with its interval; by name's letters, never by merit, and only from 30 pictures. */
export function People({ quality }: { readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const { people } = quality
  if (people.length === 0) {
    return (
      <Section title={t("people.title")}>
        <p className="dim">{t("people.none")}</p>
      </Section>
    )
  }
  if (people.every(({ figure }) => figure === null)) {
    return (
      <Section title={t("people.title")}>
        <p className="dim">{t("people.few", { need: LEAST })}</p>
      </Section>
    )
  }
  const rows = people.map(({ who, figure, items }) => ({
    name: who,
    figure,
    text: figure ? format.ratio(figure.mean) : "",
    count: format.number(items),
    instead: t("people.from", { need: LEAST }),
  }))
  const skill = (one: Quality["people"][number], name: (typeof SKILLS)[number]) => {
    const figure = one.skills[name]
    return figure ? `${format.ratio(figure.mean)} ${format.interval(figure.low, figure.high)}` : ""
  }
  const used = SKILLS.filter((name) => people.some((one) => one.skills[name] !== null))
  return (
    <ChartFrame
      note={t(quality.names === "in_house" ? "people.noteNames" : "people.notePseudonyms")}
      table={{
        columns: [
          t("people.person"),
          t("agreement.title"),
          "95 %",
          ...used.map((name) => t(`people.${name}`)),
          t("pictures"),
        ],
        rows: people.map((one, i) => [
          one.who,
          one.figure ? format.ratio(one.figure.mean) : t("people.from", { need: LEAST }),
          one.figure ? format.interval(one.figure.low, one.figure.high) : "",
          ...used.map((name) => skill(one, name)),
          rows[i]?.count ?? "",
        ]),
      }}
      title={t("people.title")}
    >
      {(width) => (
        <Intervals label={t("people.title")} rows={rows} tick={format.ratio} unit={t("pictures")} width={width} />
      )}
    </ChartFrame>
  )
}
