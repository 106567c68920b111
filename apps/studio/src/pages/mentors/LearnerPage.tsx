import { ProjectSlug } from "@justesse/types"
import { type LearnerShown, PairOnly } from "@justesse/types/wire/mentor"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../locale/dates.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { useMentorClock } from "../../time/unleased.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Rule } from "../../ui/layout.tsx"
import { LearnerAnswers } from "./LearnerAnswers.tsx"
import { LearnerProfile } from "./LearnerProfile.tsx"

/** One learner of mine: their latest answers to write of, and what they err in. The time counts, and is paid a quarter above the floor. */
export function LearnerPage() {
  const t = useT("mentor")
  const at = useParams({ from: "/manage/work/learn/mentor/$slug/$pair" })
  const project = ProjectSlug.parse(at.slug)
  const { pair } = PairOnly.parse({ pair: at.pair })
  const asked = { project, pair, utcOffsetMinutes: utcOffsetMinutes() }
  const query = useQuery(trpc.mentor.learner.queryOptions(asked))
  usePageName(t("title"))
  return (
    <div className="content">
      <Crumbs
        items={linkOptions([
          { to: "/work/learn", children: t("learn") },
          { to: "/work/learn/mentor", children: t("title") },
        ])}
        here={query.data?.learner ?? ""}
      />
      <Loaded query={query}>{(one) => <Body one={one} project={project} pair={pair} />}</Loaded>
    </div>
  )
}

interface Props {
  readonly one: LearnerShown
  readonly project: ProjectSlug
  readonly pair: ReturnType<typeof PairOnly.parse>["pair"]
}

function Body({ one, project, pair }: Props) {
  const t = useT("mentor")
  useMentorClock(project)
  return (
    <>
      <Head title={one.learner} />
      <p className="lead plain-lead">
        {t("learner.lead")} {one.words !== "" && t("part.wanted", { words: one.words })}
      </p>
      <div className={measures.above16}>
        <LearnerAnswers one={one} project={project} pair={pair} />
      </div>
      <Rule />
      <LearnerProfile one={one} />
    </>
  )
}
