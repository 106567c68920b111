import { measureOf } from "@justesse/types/kinds/measure"
import type { Overview } from "@justesse/types/wire/project"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { TextLink } from "../../ui/Button.tsx"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import css from "./page.module.css"

/** What a day brought: answers, agreement with its interval, time a picture. */
export function SinceYesterday({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const format = useFormat()
  const { agreement, sinceYesterday, secondsMean, secondsMedian } = overview
  const what = t(`agreement.${measureOf(overview.card.kind)}`)
  return (
    <Section title={t("since")}>
      <Rows>
        <Row name={t("answers")}>
          <TextLink
            to="/p/$project/activity"
            params={{ project: overview.card.project }}
            className={`num nw ${css.plainlink}`}
          >
            <b>+ {format.number(sinceYesterday.answers)}</b>{" "}
            <span className="dim">· {t("settledToday", { count: sinceYesterday.settled })}</span>
          </TextLink>
        </Row>
        <Row name={agreement ? t("agreementOn", { what, count: agreement.tasks }) : what}>
          <span className="num nw">
            {agreement ? (
              <>
                <b>{format.ratio(agreement.mean)}</b>{" "}
                <span className="dim">{format.interval(agreement.low, agreement.high)}</span>
              </>
            ) : (
              <span className="dim">{t("notYet")}</span>
            )}
          </span>
        </Row>
        <Row name={t("time")}>
          <span className="num nw">
            {secondsMean === null ? (
              <span className="dim">{t("notYet")}</span>
            ) : (
              <>
                <b>{format.duration(secondsMean)}</b>{" "}
                {secondsMedian !== null && (
                  <span className="dim">· {t("median", { time: format.duration(secondsMedian) })}</span>
                )}
              </>
            )}
          </span>
        </Row>
        <Row name={t("lastVersion")}>
          <span className="num nw">
            {overview.lastVersion === null ? (
              <span className="dim">{t("none")}</span>
            ) : (
              <TextLink
                to="/p/$project/versions/$version"
                params={{ project: overview.card.project, version: String(overview.lastVersion) }}
              >
                {t("version", { version: overview.lastVersion })}
              </TextLink>
            )}
          </span>
        </Row>
      </Rows>
    </Section>
  )
}
