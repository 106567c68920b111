import type { VersionList } from "@justesse/types/wire/dataset"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { isFailureCode } from "../../failures/codes.ts"
import { useSentence } from "../../failures/useSentence.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { readVersionsParams } from "../../search.ts"
import { useProjectSlug, useRoles } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button, TextLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { useCommand } from "../../ui/cli.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Note, Section } from "../../ui/layout.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { FreezeDialog } from "./FreezeDialog.tsx"
import { FreezeProgress } from "./FreezeProgress.tsx"

/** Frozen versions, and what freezing now would hold. */
export function VersionsPage() {
  const t = useT("versions")
  const project = useProjectSlug()
  const query = useQuery(trpc.dataset.list.queryOptions({ project }))
  usePageName(t("title"))
  return (
    <div className="content">
      {<Loaded query={query}>{(list) => <VersionsBody project={project} list={list} />}</Loaded>}
    </div>
  )
}

function VersionsBody({ project, list }: { readonly project: string; readonly list: VersionList }) {
  const t = useT("versions")
  const format = useFormat()
  const command = useCommand()
  const owner = useRoles(project).includes("owner")
  const [searchParams, change] = useSearchParams(readVersionsParams)
  const { ready, freezing } = list
  const intro =
    ready.pictures === 0
      ? "leadNothing"
      : list.versions.length === 0
        ? "leadReady"
        : ready.changedSince === 0
          ? "leadSame"
          : "leadChanged"
  return (
    <>
      <Head title={t("title")}>
        {owner && ready.pictures > 0 && (
          <Button look="primary" disabled={freezing?.state === "running"} onClick={() => change({ freeze: "1" })}>
            {t("freezeCount", { count: ready.pictures, number: format.number(ready.pictures) })}
          </Button>
        )}
      </Head>
      <Intro>
        <Rich
          t={t}
          k={intro}
          values={{
            count: ready.pictures,
            number: format.number(ready.pictures),
            changed: ready.changedSince,
            version: list.versions[0]?.version ?? 0,
          }}
        />
      </Intro>
      {freezing?.state === "running" && searchParams.freeze !== "1" && <FreezeProgress freezing={freezing} />}
      {freezing?.state === "failed" && <FreezeFailed error={freezing.error} />}
      {list.versions.length === 0 && (
        <Empty icon="versions" title={t(ready.pictures === 0 ? "emptyTitle" : "emptyReady")} text={t("emptyText")} />
      )}
      {list.versions.length > 0 && <VersionTable project={project} list={list} />}
      <div className={measures.above28}>
        <Section title={t("scripts")}>
          <Command
            text={command(
              `export --project ${project} --dataset-version latest --format ${list.format} --out ./${project}`,
            )}
          />
        </Section>
      </div>
      <FreezeDialog
        project={project}
        list={list}
        opened={owner && searchParams.freeze === "1"}
        onClose={() => change({ freeze: undefined })}
      />
    </>
  )
}

function FreezeFailed({ error }: { readonly error: string | null }) {
  const t = useT("versions")
  const sentence = useSentence()
  const why = isFailureCode(error) ? sentence({ failure: { code: error, detail: {} } }) : ""
  return (
    <Note need>
      {t("freezingFailed")} {why}
    </Note>
  )
}

function VersionTable({ project, list }: { readonly project: string; readonly list: VersionList }) {
  const t = useT("versions")
  const format = useFormat()
  return (
    <Scroll label={t("title")} className={measures.above20}>
      <table className="tbl lines">
        <thead>
          <tr>
            <th>{t("version")}</th>
            <th>{t("frozen")}</th>
            <th className="num">{t("pictures")}</th>
            <th className="num">{t("regions")}</th>
            <th className="num">{t("nothingHere")}</th>
            <th>{t("note")}</th>
          </tr>
        </thead>
        <tbody>
          {list.versions.map((row) => (
            <tr key={row.version}>
              <td>
                <TextLink
                  to="/p/$project/versions/$version"
                  params={{ project, version: String(row.version) }}
                  className="b"
                >
                  {t("versionName", { version: row.version })}
                </TextLink>
              </td>
              <td className="nw">
                {format.dateTime(row.frozenAtMs)} <span className="dim">· {row.by}</span>
              </td>
              <td className="num" data-name={t("pictures")}>
                {format.number(row.pictures)}
              </td>
              <td className="num" data-name={t("regions")}>
                {format.number(row.regions)}
              </td>
              <td className="num" data-name={t("nothingHere")}>
                {format.number(row.nothingHere)}
              </td>
              <td>{row.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
