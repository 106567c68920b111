import { inLanguage } from "@justesse/types/text"
import { forecastProject, getWorkUnit } from "@justesse/work/forecast"
import { NumberInput } from "@mantine/core"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Row, Rows, Rule, Section } from "../../ui/layout.tsx"
import { ClearPart } from "./ClearPart.tsx"
import { Example } from "./Example.tsx"
import { IN_WIZARD } from "./kinds/list.ts"
import css from "./page.module.css"
import { planOf } from "./plan.ts"
import { tileOf } from "./templates.ts"
import { Offer } from "./tiles/Offer.tsx"
import { useFirstTile } from "./tiles/useFirst.ts"
import type { DraftWork } from "./useDraft.ts"

/** Shares of a day below this one are not said. */
const LEAST_DAYS = 0.05

/** A living example, the way to try it, and the forecast. */
export function Aside({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const language = useLanguage()
  const { draft, project, shown } = work
  const { Preview } = IN_WIZARD[draft.kind]
  const { about } = draft.settings
  const first = useFirstTile(work)
  return (
    <aside>
      <div className={css.stick}>
        <Section title={t("exampleOf", { kind: t(`template.${tileOf(draft).template}`) })}>
          {about === undefined && <Example tile={first} labels={draft.ontology.labels} draft={draft} />}
          {Preview ? (
            <Preview labels={draft.ontology.labels} />
          ) : (
            <div className={`inline ${measures.around8}`}>
              {draft.ontology.labels.slice(0, 6).map((label) => (
                <span key={label.id} className="tag">
                  {label.key && <kbd>{label.key}</kbd>} {inLanguage(label.name, language)}
                </span>
              ))}
            </div>
          )}
          <Offer work={work} />
          {project && (shown?.toAnswer ?? 0) + (shown?.rows ?? 0) > 0 ? (
            <div className={measures.above12}>
              <ButtonLink wide to="/label/$project/{-$assignment}" params={{ project }}>
                {t("tryIt")}
              </ButtonLink>
            </div>
          ) : (
            (shown?.pictures ?? 0) === 0 && <p className="dim sm">{t(about ? "tryRowsLater" : "tryItLater")}</p>
          )}
        </Section>
        <Rule />
        <ForecastPart work={work} />
        <p className={`${(shown?.missing.length ?? 1) === 0 ? "good inline" : "dim"} ${measures.above16}`}>
          {(shown?.missing.length ?? 1) === 0 && <Icon name="check" />}
          {shown === null || shown.missing.length > 0
            ? t("stillMissing", {
                list: (shown?.missing ?? ["name"]).map((what) => t(`missingShort.${what}`)).join(", "),
              })
            : t("nothingMissing")}
        </p>
        <ClearPart work={work} />
      </div>
    </aside>
  )
}

function ForecastPart({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const format = useFormat()
  const { draft, change, shown } = work
  const plan = planOf(work)
  const forecast = forecastProject(plan)
  const measured = shown?.measuredSeconds ?? null
  const set = (part: Partial<typeof draft.forecast>) => change({ forecast: { ...draft.forecast, ...part } })
  const positive = (value: number | string, least: number) => Math.max(least, Number(value) || least)
  return (
    <Section title={t("forecast.title")}>
      <Rows>
        <Row name={t("forecast.answers")}>
          <b>{format.number(forecast.answers)}</b>
        </Row>
        <Row name={t(measured === null ? "forecast.secondsGuess" : "forecast.seconds")}>
          {measured === null ? (
            <NumberInput
              aria-label={t("forecast.seconds")}
              size="xs"
              w={80}
              suffix=" s"
              min={1}
              placeholder="?"
              value={plan.secondsPerAnswer === null ? "" : Math.round(plan.secondsPerAnswer)}
              onChange={(value) => set({ secondsPerAnswer: value === "" ? null : positive(value, 1) })}
            />
          ) : (
            <b>{format.duration(measured)}</b>
          )}
        </Row>
        <Row name={t("forecast.people")}>
          <NumberInput
            aria-label={t("forecast.people")}
            size="xs"
            w={64}
            min={1}
            max={1000}
            value={draft.forecast.people}
            onChange={(value) => set({ people: Math.round(positive(value, 1)) })}
          />
        </Row>
        <Row name={t("forecast.hours")}>
          <NumberInput
            aria-label={t("forecast.hours")}
            size="xs"
            w={64}
            min={0.5}
            max={24}
            step={0.5}
            value={draft.forecast.hoursPerDay}
            onChange={(value) => set({ hoursPerDay: Math.min(24, positive(value, 0.5)) })}
          />
        </Row>
        <Row name={t("forecast.work")}>
          <span className="num nw">
            <b>{forecast.hours === null ? "–" : format.duration(forecast.hours * 3600)}</b>
            {forecast.days !== null && forecast.days >= LEAST_DAYS && (
              <span className="dim">
                {" "}
                · {t("forecast.days", { count: forecast.days, days: format.number(forecast.days, 1) })}
              </span>
            )}
          </span>
        </Row>
      </Rows>
      <p className={`dim sm ${measures.above8}`}>
        {measured !== null
          ? t("forecast.measured", { count: shown?.tried ?? 0 })
          : draft.forecast.secondsPerAnswer === null && getWorkUnit(draft.kind) !== "answer"
            ? plan.units === null
              ? t("forecast.unknown")
              : t("forecast.sized", {
                  units: t(`kinds.${tileOf(draft).template}.hour`, { count: Math.round(plan.units * 10) / 10 }),
                })
            : t("forecast.guess")}
      </p>
    </Section>
  )
}
