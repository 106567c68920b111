import type { VersionList } from "@justesse/types/wire/dataset"
import { Modal, Textarea } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import type { z } from "zod"
import { api, refresh, trpc } from "../../api.ts"
import { useFormat } from "../../format/useFormat.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useProjectSlug, useRoles } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Button, TextLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { CLI } from "../../ui/cli.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Lead, Section } from "../../ui/layout.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import { Empty, Wrong } from "../../ui/Trouble.tsx"
import { useWords } from "../../ui/useWords.ts"
import { useSending } from "../account/useSending.ts"

type List = z.infer<typeof VersionList>

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

function VersionsBody({ project, list }: { readonly project: string; readonly list: List }) {
  const t = useT("versions")
  const format = useFormat()
  const owner = useRoles(project).includes("owner")
  const [words, change] = useWords()
  const { ready } = list
  const lead =
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
          <Button look="primary" onClick={() => change({ freeze: "1" })}>
            {t("freezeCount", { count: ready.pictures, number: format.number(ready.pictures) })}
          </Button>
        )}
      </Head>
      <Lead>
        <Rich
          t={t}
          k={lead}
          values={{
            count: ready.pictures,
            number: format.number(ready.pictures),
            changed: ready.changedSince,
            version: list.versions[0]?.version ?? 0,
          }}
        />
      </Lead>
      {list.versions.length === 0 && (
        <Empty icon="versions" title={t(ready.pictures === 0 ? "emptyTitle" : "emptyReady")} text={t("emptyText")} />
      )}
      {list.versions.length > 0 && <VersionTable project={project} list={list} />}
      <div style={{ marginTop: 28 }}>
        <Section title={t("scripts")}>
          <Command
            text={`${CLI} export --project ${project} --dataset-version latest --format coco --out ./${project}`}
          />
        </Section>
      </div>
      <FreezeDialog
        project={project}
        pictures={ready.pictures}
        opened={owner && words.freeze === "1"}
        onClose={() => change({ freeze: "" })}
      />
    </>
  )
}

function VersionTable({ project, list }: { readonly project: string; readonly list: List }) {
  const t = useT("versions")
  const format = useFormat()
  return (
    <Scroll label={t("title")} style={{ marginTop: 20 }}>
      <table className="tbl">
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
                <TextLink to={`/p/${project}/versions/${row.version}`} className="b">
                  {t("versionName", { version: row.version })}
                </TextLink>
              </td>
              <td className="nw">
                {format.dateTime(row.frozenAtMs)} <span className="dim">· {row.by}</span>
              </td>
              <td className="num">{format.number(row.pictures)}</td>
              <td className="num">{format.number(row.regions)}</td>
              <td className="num">{format.number(row.nothingHere)}</td>
              <td>{row.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

interface FreezeProps {
  readonly project: string
  readonly pictures: number
  readonly opened: boolean
  readonly onClose: () => void
}

function FreezeDialog({ project, pictures, opened, onClose }: FreezeProps) {
  const t = useT("versions")
  const navigate = useNavigate()
  const [note, setNote] = useState("")
  const sending = useSending(
    () => api.dataset.freeze.mutate({ project, note }),
    ({ version }) => {
      void refresh("dataset", "project")
      void navigate({ to: `/p/${project}/versions/${version}` })
    },
  )
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("freezeTitle")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <p>{t("freezeText", { count: pictures })}</p>
      <Textarea
        label={t("note")}
        placeholder={t("noteHint")}
        autosize
        minRows={2}
        maxLength={1000}
        mt={12}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-autofocus
      />
      <div className="inline" style={{ marginTop: 16 }}>
        <Button look="primary" disabled={sending.busy || pictures === 0} onClick={() => void sending.send()}>
          {t("freeze")}
        </Button>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
      </div>
      <Wrong error={sending.error} />
    </Modal>
  )
}
