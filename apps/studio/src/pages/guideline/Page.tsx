import { clausesOf } from "@justesse/types/guideline"
import type { GuidelineShown } from "@justesse/types/wire/project"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { z } from "zod"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { Markdown } from "../../prose/Markdown.tsx"
import { readGuidelineParams } from "../../search.ts"
import { useMe, useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { useReadingClock } from "../../time/unleased.ts"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro } from "../../ui/layout.tsx"
import { useOpener } from "../../ui/useFocus.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { Editor } from "./Editor.tsx"
import { GuidelineVersions } from "./Versions.tsx"

type Shown = z.infer<typeof GuidelineShown>

/** The guideline: read by all members, written by owners; clauses have numbers that never move. */
export function GuidelinePage() {
  const t = useT("guideline")
  const project = useProjectSlug()
  const [searchParams] = useSearchParams(readGuidelineParams)
  const version = searchParams.version ? Number(searchParams.version) : null
  const query = useQuery(trpc.guideline.get.queryOptions({ project, version }))
  usePageName(t("title"))
  return (
    <div className="content">
      {
        <Loaded query={query}>
          {(shown) => (
            <GuidelineBody
              key={version}
              project={project}
              shown={shown}
              older={version !== null && shown.versions[0]?.version !== version}
            />
          )}
        </Loaded>
      }
    </div>
  )
}

function GuidelineBody({
  project,
  shown,
  older,
}: {
  readonly project: string
  readonly shown: Shown
  readonly older: boolean
}) {
  const t = useT("guideline")
  const [writing, setWriting] = useState(false)
  const opener = useOpener(writing)
  const roles = useMe()?.projects.find((card) => card.project === project)?.roles ?? []
  useReadingClock(project, shown.version, writing || !roles.includes("annotator") || shown.markdown === "")
  const clauses = clausesOf(shown.markdown, useLanguage()).length
  return (
    <>
      <Head title={t("title")} beside={<span className="tag">{t("version", { version: shown.version })}</span>}>
        {shown.canEdit && !writing && !older && (
          <Button ref={opener} look="primary" onClick={() => setWriting(true)}>
            {t(shown.markdown === "" ? "write" : "change")}
          </Button>
        )}
      </Head>
      <Intro>
        <Rich
          t={t}
          k={shown.markdown === "" ? "leadEmpty" : older ? "leadOlder" : "lead"}
          values={{ count: clauses, version: shown.version }}
        />
      </Intro>
      {writing ? (
        <Editor project={project} shown={shown} onClose={() => setWriting(false)} />
      ) : (
        <div className={measures.above16}>{<Markdown text={shown.markdown} pictures={shown.pictures} />}</div>
      )}
      <GuidelineVersions project={project} shown={shown} />
    </>
  )
}
