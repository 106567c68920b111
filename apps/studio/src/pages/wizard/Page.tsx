import { KINDS } from "@justesse/types/kinds/list"
import { forecastProject } from "@justesse/work/forecast"
import { useState } from "react"
import { wordOfAssets } from "../../i18n/assetWords.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { AssetWordOf, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { readWizardParams } from "../../search.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Head, Intro } from "../../ui/layout.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { AnswersPart } from "./AnswersPart.tsx"
import { Aside } from "./Aside.tsx"
import { FormPart } from "./FormPart.tsx"
import { LabelsPart } from "./LabelsPart.tsx"
import { OpenActs } from "./OpenActs.tsx"
import { PeoplePart } from "./PeoplePart.tsx"
import { PicturesPart } from "./PicturesPart.tsx"
import css from "./page.module.css"
import { leadWithoutTasks, planOf } from "./plan.ts"
import { ResolvePart } from "./ResolvePart.tsx"
import { StartPart } from "./StartPart.tsx"
import { useTaking } from "./tiles/useTaking.ts"
import { type DraftWork, useDraft } from "./useDraft.ts"

const DAY_MS = 86_400_000

/** A project that is not open yet; who asks for a new one while one is open here begins with an empty page. */
export function WizardPage() {
  const [{ project = null }] = useSearchParams(readWizardParams)
  const [visit, setVisit] = useState({ count: 0, project })
  if (visit.project !== project) setVisit({ count: visit.count + (project === null ? 1 : 0), project })
  return <Wizard key={visit.count} />
}

/** What tasks of a draft are about; nothing where they are about rows of a table or about nothing. */
function assetsOf({ kind, settings }: DraftWork["draft"]) {
  return settings.about === undefined ? KINDS[kind].assets : []
}

/** One page, six short parts in any order, a living example and a forecast beside them. */
function Wizard() {
  const t = useT("wizard")
  const format = useFormat()
  const work = useDraft()
  usePageName(t("title"))
  return (
    <div className="content">
      <AssetWordOf value={wordOfAssets(work.ready ? assetsOf(work.draft) : ["image"])}>
        <Head
          title={(work.ready && work.draft.name) || t("title")}
          beside={
            <span className="dim">
              {work.savedAtMs === null
                ? t(work.project ? "draft" : "draftHere")
                : t("saved", { time: format.time(work.savedAtMs) })}
            </span>
          }
        >
          {work.ready && <OpenActs work={work} />}
        </Head>
        {work.ready && <ForecastLead work={work} />}
        <Wrong error={work.error} />
        {work.ready ? <Parts work={work} /> : !work.error && <Skeleton />}
      </AssetWordOf>
    </div>
  )
}

function Parts({ work }: { readonly work: DraftWork }) {
  const taking = useTaking(work)
  return (
    <div className={css.columns}>
      <div>
        <StartPart work={work} taking={taking} />
        <PicturesPart work={work} taking={taking} />
        {KINDS[work.draft.kind].asksFields ? <FormPart work={work} /> : <LabelsPart work={work} />}
        <AnswersPart work={work} />
        <PeoplePart work={work} />
        <ResolvePart work={work} />
      </div>
      <Aside work={work} />
    </div>
  )
}

function ForecastLead({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const format = useFormat()
  const now = useNow()
  const plan = planOf(work)
  const forecast = forecastProject(plan)
  const { hours, days } = forecast
  const values = {
    hours: format.duration((hours ?? 0) * 3600),
    count: plan.people,
    perDay: format.number(plan.hoursPerDay, 1),
    day: days === null ? "" : format.day(now + Math.ceil(days - 1) * DAY_MS),
  }
  return (
    <Intro>
      {plan.tasks === 0 ? (
        <Rich t={t} k={leadWithoutTasks(work)} />
      ) : hours === null ? (
        <Rich t={t} k="leadUnknown" values={{ count: forecast.answers }} />
      ) : (
        <Rich t={t} k="lead" values={values} />
      )}
    </Intro>
  )
}
