import type { LearnPage } from "@justesse/types/wire/learning"
import { Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../locale/dates.ts"
import { readLearnParams } from "../../search.ts"
import { useRoles } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Rule } from "../../ui/layout.tsx"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { MentorPart } from "../mentors/OwnPart.tsx"
import { NextPart } from "../progress/NextPart.tsx"
import { useLabelNames } from "../quality/useLabelNames.ts"
import { Characters } from "./Characters.tsx"
import { Confusions } from "./Confusions.tsx"
import { Corrected } from "./Corrected.tsx"
import { EdgeDiagram } from "./EdgeDiagram.tsx"
import { LearnLead } from "./Lead.tsx"
import { Missed } from "./Missed.tsx"
import { Noted } from "./Noted.tsx"
import { PracticePart, PractiseButton } from "./PracticePart.tsx"
import { Sources } from "./Sources.tsx"
import { isShown } from "./shown.ts"
import { TooFew } from "./TooFew.tsx"
import { Weeks } from "./Weeks.tsx"

/** What my confirmed errors have in common. Nobody else reads this page; no score, and nobody to compare with. */
export function LearningPage() {
  const t = useT("learning")
  const [{ project }, change] = useSearchParams(readLearnParams)
  usePageName(t("title"))
  const asked = { project: project ?? null, utcOffsetMinutes: utcOffsetMinutes() }
  const query = useQuery(trpc.learning.mine.queryOptions(asked))
  return (
    <div className="content">
      <Loaded query={query}>{(page) => <Body page={page} onProject={(next) => change({ project: next })} />}</Loaded>
    </div>
  )
}

interface Props {
  readonly page: LearnPage
  readonly onProject: (project: string) => void
}

function Body({ page, onProject }: Props) {
  const t = useT("learning")
  const { projects, profile } = page
  // Whoever only reviews there now still reads what they learnt, and has neither mentor nor level.
  const isAnnotator = useRoles(page.project ?? "").includes("annotator")
  return (
    <>
      <Head title={t("title")}>
        {projects.length > 1 && (
          <Select
            aria-label={t("project")}
            allowDeselect={false}
            data={projects.map(({ project, name }) => ({ value: project, label: name }))}
            value={page.project}
            onChange={(next) => next && onProject(next)}
          />
        )}
        <PractiseButton page={page} />
      </Head>
      <LearnLead page={page} />
      <Corrected page={page} />
      <Sources page={page} />
      <div className={measures.above24} />
      {profile && isShown(profile) ? <Figures page={page} profile={profile} /> : <TooFew page={page} />}
      {page.project !== null && isAnnotator && (
        <>
          <MentorPart key={page.project} project={page.project} />
          <Rule />
          <NextPart key={`next ${page.project}`} project={page.project} />
        </>
      )}
    </>
  )
}

function Figures({ page, profile }: { readonly page: LearnPage; readonly profile: NonNullable<LearnPage["profile"]> }) {
  const name = useLabelNames(page.ontology ?? { labels: [] })
  return (
    <>
      <div className="two">
        <EdgeDiagram profile={profile} least={page.least} />
        <div>
          <Weeks profile={profile} least={page.least} />
          <PracticePart page={page} />
        </div>
      </div>
      <Rule />
      <div className="two">
        <Missed profile={profile} least={page.least} labelName={name} />
        <div>
          <Confusions profile={profile} least={page.least} labelName={name} />
          <Characters profile={profile} />
          <Noted profile={profile} />
        </div>
      </div>
    </>
  )
}
