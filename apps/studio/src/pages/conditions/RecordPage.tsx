import type { RequesterRecord } from "@justesse/types/wire/requester"
import { RATED } from "@justesse/work/requester/ratings"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMoney } from "../../locale/useMoney.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Row, Rows, Rule, Section } from "../../ui/layout.tsx"
import { HourPaid } from "./HourPaid.tsx"
import { RateForm } from "./RateForm.tsx"
import { Decisions, Follows, Working } from "./RecordFigures.tsx"
import { firstSentence } from "./treatment.ts"

/** How a project treats the people who work in it, as they see it; nobody can edit it. */
export function RequesterRecordPage() {
  const t = useT("requester")
  const project = useProjectSlug()
  const query = useQuery(trpc.project.requesterRecord.queryOptions({ project }))
  usePageName(t("title"))
  return (
    <div className="content">
      <Head title={t("title")}>
        <ButtonLink to="/p/$project/conditions" params={{ project }}>
          {t("conditions")}
        </ButtonLink>
      </Head>
      <Loaded query={query}>{(record) => <RecordBody project={project} record={record} />}</Loaded>
    </div>
  )
}

interface Props {
  readonly project: string
  readonly record: RequesterRecord
}

function RecordBody({ project, record }: Props) {
  const t = useT("requester")
  const format = useFormat()
  const { money } = useMoney()
  const { figures, pay } = record
  const first = firstSentence(figures)
  return (
    <>
      <Intro>
        {pay && figures?.hour && (
          <>
            <Rich
              t={t}
              k="leadHour"
              values={{
                middle: money(figures.hour.p50Micros, pay.currency),
                floor: money(pay.floorMicrosPerHour, pay.currency),
              }}
            />{" "}
          </>
        )}
        {first.key === "leadFew" ? (
          <Rich t={t} k="leadFew" />
        ) : (
          <Rich t={t} k={first.key} values={{ time: hoursText(first.hours), share: format.share(first.share) }} />
        )}
      </Intro>
      <Rule />
      {figures === null ? (
        <Promises pay={pay} />
      ) : (
        <>
          <div className="two">
            <div>
              {pay && (
                <div className={measures.below24}>
                  <HourPaid pay={pay} hour={figures.hour} />
                </div>
              )}
              <Working figures={figures} isPaid={pay !== null} />
            </div>
            <Decisions figures={figures} />
          </div>
          <Rule />
        </>
      )}
      <div className="two">
        {figures !== null && <Follows figures={figures} />}
        <div>
          {record.ratings && <Said ratings={record.ratings} />}
          {record.mayRate && (
            <div className={measures.above24}>
              <RateForm project={project} mine={record.mine} />
            </div>
          )}
        </div>
      </div>
    </>
  )

  function hoursText(hours: number) {
    return hours < 1 / 60 ? t("underMinute") : format.duration(hours * 3600)
  }
}

/** What is promised before anything can be measured. */
function Promises({ pay }: Pick<RequesterRecord, "pay">) {
  const t = useT("requester")
  const { money } = useMoney()
  return (
    <div className={measures.upTo640}>
      <p>{t("few")}</p>
      <ul className={measures.above8}>
        {pay && <li>{t("promise.floor", { floor: money(pay.floorMicrosPerHour, pay.currency) })}</li>}
        {(["time", "silence", "why", "doubt", "ask", "names"] as const).map((what) => (
          <li key={what}>{t(`promise.${what}`)}</li>
        ))}
      </ul>
    </div>
  )
}

function Said({ ratings }: { readonly ratings: NonNullable<RequesterRecord["ratings"]> }) {
  const t = useT("requester")
  const format = useFormat()
  return (
    <Section title={t("said")}>
      <Rows>
        {RATED.map((what) => (
          <Row key={what} name={t(`rated.${what}`)}>
            <b>{t("ofFive", { mean: format.number(ratings[what], 1) })}</b>
          </Row>
        ))}
      </Rows>
      <p className="dim sm">{t("saidBy", { count: ratings.people })}</p>
    </Section>
  )
}
