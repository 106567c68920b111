import { TextInput } from "@mantine/core"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { readNameParams } from "../../search.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Icon } from "../../theme/Icon.tsx"
import { ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { ProjectGroup } from "./Group.tsx"
import { type Project, useProjects } from "./mine.ts"

/** Projects I belong to: drafts on top, archived and deleted ones folded. */
export function ProjectsPage() {
  const t = useT("projects")
  const query = useProjects()
  usePageName(t("title"))
  return (
    <div className="content">
      <Head title={t("title")}>
        <ButtonLink look="primary" to="/projects/new" icon="plus">
          {t("new")}
        </ButtonLink>
      </Head>
      <Loaded query={query}>{({ projects }) => <ProjectsBody projects={projects} />}</Loaded>
    </div>
  )
}

function ProjectsBody({ projects }: { readonly projects: readonly Project[] }) {
  const t = useT("projects")
  const [searchParams, change] = useSearchParams(readNameParams)
  const wanted = (searchParams.q ?? "").toLowerCase()
  const found = projects.filter(
    (row) => row.card.name.toLowerCase().includes(wanted) || row.card.project.includes(wanted),
  )
  const open = projects.filter((row) => row.card.state === "open")
  const disputed = open.reduce((sum, row) => sum + (row.counts.disputed ?? 0), 0)
  const at = (state: Project["card"]["state"]) => found.filter((row) => row.card.state === state)
  if (projects.length === 0) {
    return (
      <Empty icon="folder" title={t("emptyTitle")} text={t("emptyText")}>
        <ButtonLink look="primary" to="/projects/new">
          {t("start")}
        </ButtonLink>
      </Empty>
    )
  }
  return (
    <>
      <Intro>
        <Rich t={t} k={disputed > 0 ? "leadDisputed" : "lead"} values={{ count: open.length, disputed }} />
      </Intro>
      {projects.length > 5 && (
        <div className="bar">
          <TextInput
            aria-label={t("common:search")}
            placeholder={t("search")}
            leftSection={<Icon name="search" small />}
            value={searchParams.q ?? ""}
            onChange={(event) => change({ q: event.currentTarget.value })}
            w={320}
          />
        </div>
      )}
      <ProjectGroup title={t("drafts")} rows={at("draft")} />
      <ProjectGroup title={t("open")} rows={at("open")} />
      <ProjectGroup title={t("archived")} rows={at("archived")} folded />
      <ProjectGroup title={t("deleted")} rows={at("deleted")} folded />
      {found.length === 0 && <Empty icon="search" title={t("noMatch")} text={t("noMatchText")} />}
    </>
  )
}
