import type { ProjectState } from "@justesse/types"
import { Modal, TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { useSending } from "../account/useSending.ts"

interface Props {
  readonly project: string
  readonly name: string
  readonly state: ProjectState
}

/** Copy, archive, delete. Only deleting asks, by typing the name; even that can be taken back for 30 days. */
export function EndPart({ project, name, state }: Props) {
  const t = useT("projectSettings")
  const toast = useToast()
  const go = useGo()
  const [deleting, setDeleting] = useState(false)
  const again = () => refresh("project", "account", "work")
  const copy = useAct(
    () => api.project.duplicate.mutate({ project, name: t("wizard:start.copyName", { name }) }),
    (made) => {
      void again()
      go({ to: "/projects/new", search: { project: made.project } })
    },
  )
  const archived = state === "archived"
  const archive = useAct(
    () => (archived ? api.project.unarchive : api.project.archive).mutate({ project }),
    () => {
      void again()
      toast.done(t(archived ? "unarchived" : "archivedNow"), () =>
        (archived ? api.project.archive : api.project.unarchive).mutate({ project }).then(again),
      )
    },
  )
  return (
    <Section title={t("end")}>
      <Rows>
        <Row tall name={<Explained title={t("copy")} text={t("copyText")} />}>
          <Button small onClick={() => copy.mutate(undefined)}>
            {t("copyAct")}
          </Button>
        </Row>
        <Row tall name={<Explained title={t("archive")} text={t("archiveText")} />}>
          <Button small onClick={() => archive.mutate(undefined)}>
            {t(archived ? "unarchiveAct" : "archiveAct")}
          </Button>
        </Row>
        <Row tall name={<Explained title={t("delete")} text={t("deleteText")} />}>
          <Button small look="danger" onClick={() => setDeleting(true)}>
            {t("deleteAct")}
          </Button>
        </Row>
      </Rows>
      <DeleteDialog project={project} name={name} opened={deleting} onClose={() => setDeleting(false)} />
    </Section>
  )
}

function Explained({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <>
      <span className="b">{title}</span>
      <br />
      <span className="dim sm">{text}</span>
    </>
  )
}

interface DialogProps {
  readonly project: string
  readonly name: string
  readonly opened: boolean
  readonly onClose: () => void
}

function DeleteDialog({ project, name, opened, onClose }: DialogProps) {
  const t = useT("projectSettings")
  const toast = useToast()
  const go = useGo()
  const [typed, setTyped] = useState("")
  const again = () => refresh("project", "account", "work")
  const sending = useSending(
    () => api.project.remove.mutate({ project, confirm: typed }),
    () => {
      void again()
      toast.done(t("deleted", { name }), () => api.project.restore.mutate({ project }).then(again))
      go({ to: "/projects" })
    },
  )
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("deleteTitle", { name })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <p>{t("deleteLong")}</p>
      <TextInput
        label={t("typeName", { name })}
        mt={12}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      <div className={`inline ${measures.above16}`}>
        <Button look="danger" disabled={typed !== name || sending.busy} onClick={() => void sending.send()}>
          {t("deleteAct")}
        </Button>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
      </div>
      <Wrong error={sending.error} />
    </Modal>
  )
}
