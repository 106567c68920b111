import type { Ontology } from "@justesse/types"
import type { VersionChanges } from "@justesse/types/wire/dataset"
import { Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useNavigate, useParams } from "@tanstack/react-router"
import { api, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Intro, Section } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Empty, Trouble } from "../../ui/Trouble.tsx"
import { usePages } from "../../ui/usePages.ts"
import { DiffKeys, DiffPair } from "./DiffPair.tsx"
import css from "./page.module.css"
import { useAgainstLine } from "./useAgainstLine.ts"

interface Which {
  readonly project: string
  readonly version: number
  readonly other: number
}

/** Two frozen versions of a project: what changed, in numbers and picture by picture. */
export function ComparePage() {
  const t = useT("versions")
  const project = useProjectSlug()
  const params = useParams({ from: "/manage/p/$project/versions/$version/against/$other" })
  const which = { project, version: Number(params.version), other: Number(params.other) }
  const query = useQuery(trpc.dataset.diff.queryOptions(which, { staleTime: Infinity }))
  const title = t("compareTitle", { version: which.version, other: which.other })
  usePageName(title)
  return (
    <div className="content">
      <Crumbs
        items={linkOptions([
          { to: "/p/$project/versions", params: { project }, children: t("title") },
          {
            to: "/p/$project/versions/$version",
            params: { project, version: String(which.version) },
            children: String(which.version),
          },
        ])}
        here={t("compareHere", { other: which.other })}
      />
      <Head title={title}>
        <Choose {...which} />
      </Head>
      <Loaded query={query}>
        {({ changes, ontology }) => <Compared which={which} changes={changes} ontology={ontology} />}
      </Loaded>
    </div>
  )
}

/** Any two versions of the project. */
function Choose({ project, version, other }: Which) {
  const t = useT("versions")
  const navigate = useNavigate({ from: "/p/$project/versions/$version/against/$other" })
  const list = useQuery(trpc.dataset.list.queryOptions({ project })).data?.versions ?? []
  const data = list.map((row) => ({ value: String(row.version), label: t("versionName", { version: row.version }) }))
  // Each choice keeps the other side as the address has it by then.
  const go = (side: { version: string } | { other: string }) =>
    void navigate({ to: ".", params: (now) => ({ ...now, ...side }) })
  return (
    <span className="inline">
      <Select
        aria-label={t("compareThis")}
        data={data}
        value={String(version)}
        allowDeselect={false}
        onChange={(value) => value !== null && go({ version: value })}
        w={136}
      />
      <span className="dim">{t("compareWith")}</span>
      <Select
        aria-label={t("compareOther")}
        data={data}
        value={String(other)}
        allowDeselect={false}
        onChange={(value) => value !== null && go({ other: value })}
        w={136}
      />
    </span>
  )
}

const FIGURES = ["added", "left", "changed", "addedRegions", "gone", "moved", "relabelled", "retexted"] as const

interface ComparedProps {
  readonly which: Which
  readonly changes: VersionChanges
  readonly ontology: Ontology
}

function Compared({ which, changes, ontology }: ComparedProps) {
  const t = useT("versions")
  const format = useFormat()
  const line = useAgainstLine()
  const differing = changes.added + changes.left + changes.changed
  return (
    <>
      <Intro>
        {differing === 0 ? t("compareSame") : t("compareLead", { count: differing, number: format.number(differing) })}
      </Intro>
      <p className="sr">{line(changes)}</p>
      <div className={css.figures}>
        {FIGURES.map((kind) => (
          <div key={kind} className={css.figure}>
            <b className={changes[kind] === 0 ? "dim" : undefined}>{format.number(changes[kind])}</b>
            <span className="dim">{t(`figure.${kind}`)}</span>
          </div>
        ))}
      </div>
      <MovedBy changes={changes} />
      {differing > 0 && <DiffPictures which={which} ontology={ontology} total={differing} />}
      {differing === 0 && <Empty icon="versions" title={t("compareSame")} text={t("compareSameText")} />}
    </>
  )
}

/** By what regions that moved were paired, where some of them are more than boxes. */
function MovedBy({ changes: { movedBy } }: Pick<ComparedProps, "changes">) {
  const t = useT("versions")
  if (movedBy.outline + movedBy.box === 0) return null
  return (
    <p className={`dim sm ${measures.above12}`}>
      {movedBy.outline > 0 && t("movedByOutline", { count: movedBy.outline })}{" "}
      {movedBy.box > 0 && t("movedByBox", { count: movedBy.box })}
    </p>
  )
}

interface PicturesProps {
  readonly which: Which
  readonly ontology: Ontology
  readonly total: number
}

function DiffPictures({ which, ontology, total }: PicturesProps) {
  const t = useT("versions")
  const format = useFormat()
  const input = { ...which, limit: 12 }
  const query = usePages([["dataset", "diffPictures"], input], (cursor) =>
    api.dataset.diffPictures.query({ ...input, cursor }),
  )
  const pictures = query.data?.pages.flatMap((page) => page.pictures) ?? []
  return (
    <div className={measures.above28}>
      <Section
        title={t("comparePictures")}
        aside={
          <span className="dim">
            {t("shownOf", { shown: format.number(pictures.length), total: format.number(total) })}
          </span>
        }
      >
        <DiffKeys />
        {query.isError && !query.data && <Trouble error={query.error} again={() => void query.refetch()} />}
        <ul className={css.pictures}>
          {pictures.map((picture) => (
            <DiffPair
              key={picture.asset}
              project={which.project}
              picture={picture}
              labels={ontology.labels}
              names={[t("versionName", { version: which.other }), t("versionName", { version: which.version })]}
            />
          ))}
        </ul>
        <More query={query} />
      </Section>
    </div>
  )
}
