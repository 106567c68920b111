import type { Role } from "@justesse/types"
import type { PeopleShown } from "@justesse/types/wire/people"
import { Menu, Modal, TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Tag } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useKept } from "../../ui/useKept.ts"
import { lastHere } from "./lastHere.ts"

type Member = PeopleShown["members"][number]
const ROLES: readonly Role[] = ["owner", "reviewer", "annotator"]

interface Props {
  readonly project: string
  readonly member: Member
  readonly groups: PeopleShown["groups"]
  /** Whether an owner named them as a mentor; null while it is not known. */
  readonly isMentor: boolean | null
}

/** One member: roles to switch, when last here by day, what is reserved, and the acts. */
export function MemberRow({ project, member, groups, isMentor }: Props) {
  const t = useT("people")
  const format = useFormat()
  const toast = useToast()
  const mine = groups.filter((group) => group.members.includes(member.person))
  const keep = (next: readonly Role[]) =>
    api.people.setRoles
      .mutate({ project, person: member.person, roles: [...next] })
      .finally(() => refresh("people", "account"))
  const send = async (next: readonly Role[], before: readonly Role[]) => {
    await keep(next)
    const names = next.map((role) => t(`common:roles.${role}`)).join(", ")
    toast.done(t("rolesNow", { name: member.name, roles: names }), () => keep(before))
  }
  const [roles, setRoles] = useKept(member.roles, send)
  const toggle = (role: Role) =>
    setRoles((now) => {
      const next = now.includes(role) ? now.filter((one) => one !== role) : [...now, role]
      return next.length > 0 ? next : now
    })
  const here = lastHere(member)
  const seen =
    here === "hidden" ? "" : here === "never" ? t("notYet") : t("lastHere", { day: format.day(Date.parse(here)) })
  return (
    <div className={`row job ${measures.high56}`}>
      <span className="g">
        <span className="b">{member.name}</span> {member.you && <span className="dim">{t("common:you")}</span>}{" "}
        {member.paused && <Tag tone="need">{t("paused")}</Tag>} {isMentor && <Tag>{t("mentor")}</Tag>}
        <br />
        <span className="dim sm">
          {[
            member.email,
            seen,
            ...mine.map((group) => group.name),
            member.reserved > 0 ? t("reserved", { count: member.reserved }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <span className="inline" role="group" aria-label={t("rolesOf", { name: member.name })}>
        {ROLES.map((role) => (
          <button
            key={role}
            type="button"
            className={roles.includes(role) ? "chip on" : "chip"}
            aria-pressed={roles.includes(role)}
            onClick={() => toggle(role)}
          >
            {t(`common:roles.${role}`)}
          </button>
        ))}
      </span>
      <MemberMenu project={project} member={member} isMentor={isMentor} />
    </div>
  )
}

function MemberMenu({ project, member, isMentor }: Pick<Props, "project" | "member" | "isMentor">) {
  const t = useT("people")
  const toast = useToast()
  const [pausing, setPausing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const at = { project, person: member.person }
  const done = (text: string) => () => {
    void refresh("people", "project")
    toast.done(text)
  }
  const resume = useAct(
    () => api.people.pause.mutate({ ...at, paused: false, reason: "" }),
    done(t("resumed", { name: member.name })),
  )
  const name = useAct(
    (named: boolean) => api.mentor.name.mutate({ ...at, named }),
    async (_, named) => {
      await refresh("mentor")
      const undo = () => api.mentor.name.mutate({ ...at, named: !named }).finally(() => refresh("mentor"))
      toast.done(t(named ? "mentorNamed" : "mentorNoMore", { name: member.name }), undo)
    },
  )
  const mayMentor = isMentor !== null && member.roles.includes("annotator") && !member.roles.includes("owner")
  const release = useAct(() => api.people.releaseReserved.mutate(at), done(t("released", { name: member.name })))
  const remove = useAct(() => api.people.remove.mutate(at), done(t("removed", { name: member.name })))
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button small icon="more" aria-label={t("actsOn", { name: member.name })} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => (member.paused ? resume.mutate(undefined) : setPausing(true))}>
            {t(member.paused ? "resume" : "pause")}
          </Menu.Item>
          {mayMentor && (
            <Menu.Item onClick={() => name.mutate(!isMentor)}>{t(isMentor ? "unnameMentor" : "nameMentor")}</Menu.Item>
          )}
          <Menu.Item disabled={member.reserved === 0} onClick={() => release.mutate(undefined)}>
            {t("release")}
          </Menu.Item>
          <Menu.Item onClick={() => setRemoving(true)}>{t("remove")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PauseDialog at={at} name={member.name} opened={pausing} onClose={() => setPausing(false)} />
      <Modal
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t("removeTitle", { name: member.name })}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <p>{t("removeText")}</p>
        <div className={`inline ${measures.above16}`}>
          <Button
            look="primary"
            onClick={() => {
              setRemoving(false)
              remove.mutate(undefined)
            }}
          >
            {t("remove")}
          </Button>
          <Button onClick={() => setRemoving(false)}>{t("common:cancel")}</Button>
        </div>
      </Modal>
    </>
  )
}

interface PauseProps {
  readonly at: { readonly project: string; readonly person: number }
  readonly name: string
  readonly opened: boolean
  readonly onClose: () => void
}

function PauseDialog({ at, name, opened, onClose }: PauseProps) {
  const t = useT("people")
  const toast = useToast()
  const [reason, setReason] = useState("")
  const pause = useAct(
    () => api.people.pause.mutate({ ...at, paused: true, reason }),
    () => {
      void refresh("people")
      toast.done(t("nowPaused", { name }))
      onClose()
    },
  )
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("pauseTitle", { name })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <TextInput
        label={t("pauseReason")}
        description={t("pauseReasonHint")}
        inputWrapperOrder={["label", "input", "description"]}
        maxLength={400}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <div className={`inline ${measures.above16}`}>
        <Button
          look="primary"
          disabled={reason.trim() === "" || pause.isPending}
          onClick={() => pause.mutate(undefined)}
        >
          {t("pause")}
        </Button>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
      </div>
    </Modal>
  )
}
