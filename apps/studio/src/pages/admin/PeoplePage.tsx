import type { AdminPeople, AdminPerson } from "@justesse/types/wire/admin"
import { Menu, TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { z } from "zod"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { readNameParams } from "../../search.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Note, Row, Rule, Section, Tag } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useOpener } from "../../ui/useFocus.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { HereAloneNote } from "../people/InvitedLinks.tsx"
import { AdminInvite } from "./Invite.tsx"

type People = z.infer<typeof AdminPeople>
type Person = z.infer<typeof AdminPerson>

/** Everybody with an account: links, sessions, operators. */
export function AdminPeoplePage() {
  const t = useT("admin")
  const query = useQuery(trpc.admin.people.queryOptions({}))
  usePageName(t("peopleName"))
  return <div className="content">{<Loaded query={query}>{(shown) => <PeopleBody shown={shown} />}</Loaded>}</div>
}

function PeopleBody({ shown }: { readonly shown: People }) {
  const t = useT("admin")
  const format = useFormat()
  const [searchParams, change] = useSearchParams(readNameParams)
  const [inviting, setInviting] = useState(false)
  const ombud = useQuery(trpc.ombud.studio.queryOptions({})).data?.person
  const opener = useOpener(inviting)
  const [link, setLink] = useState("")
  const wanted = (searchParams.q ?? "").toLowerCase()
  const people = shown.people.filter((person) => `${person.name} ${person.email}`.toLowerCase().includes(wanted))
  return (
    <>
      <Head title={t("peopleName")}>
        <Button ref={opener} look="primary" icon="plus" aria-expanded={inviting} onClick={() => setInviting(!inviting)}>
          {t("invite")}
        </Button>
      </Head>
      <Intro>
        <Rich
          t={t}
          k="peopleLead"
          values={{ count: shown.people.length, invited: t("invited", { count: shown.invitations.length }) }}
        />
      </Intro>
      {inviting && (
        <AdminInvite
          onMade={(made) => {
            setLink(made)
            setInviting(false)
          }}
        />
      )}
      {link !== "" && (
        <div className={`${measures.around16} ${measures.stack} ${measures.gap8}`} role="status">
          <Note need>{t("linkOnce")}</Note>
          <HereAloneNote link={link} />
          <Command text={link} />
        </div>
      )}
      <div className="bar">
        <TextInput
          aria-label={t("common:search")}
          placeholder={t("searchPeople")}
          leftSection={<Icon name="search" small />}
          value={searchParams.q ?? ""}
          onChange={(event) => change({ q: event.currentTarget.value })}
          w={280}
        />
      </div>
      <div className="rows">
        {people.map((person) => (
          <PersonRow key={person.person} person={person} isOmbud={person.person === ombud} onLink={setLink} />
        ))}
      </div>
      {shown.invitations.length > 0 && (
        <>
          <Rule />
          <Section title={t("invitations")}>
            <div className="rows">
              {shown.invitations.map((one) => (
                <Row key={one.id} name={one.name}>
                  <span className="dim">{t("until", { day: format.day(one.endsAtMs) })}</span>
                </Row>
              ))}
            </div>
          </Section>
        </>
      )}
    </>
  )
}

interface PersonProps {
  readonly person: Person
  readonly isOmbud: boolean
  readonly onLink: (link: string) => void
}

function PersonRow({ person, isOmbud, onLink }: PersonProps) {
  const t = useT("admin")
  const format = useFormat()
  const toast = useToast()
  const at = { person: person.person }
  const done = (text: string) => () => {
    void refresh("admin", "account")
    toast.done(text)
  }
  const reset = useAct(
    () => api.admin.resetLink.mutate(at),
    (made) => onLink(made.link),
  )
  const out = useAct(() => api.admin.signOutEverywhere.mutate(at), done(t("signedOut", { name: person.name })))
  const active = useAct(
    () => api.admin.setActive.mutate({ ...at, active: !person.active }),
    done(t(person.active ? "deactivated" : "activated", { name: person.name })),
  )
  const makeOmbud = useAct(
    () => api.ombud.set.mutate({ person: isOmbud ? null : person.person }),
    async () => {
      await refresh("ombud")
      done(t(isOmbud ? "noOmbud" : "nowOmbud", { name: person.name }))()
    },
  )
  const operator = useAct(
    () => api.admin.setOperator.mutate({ ...at, operator: !person.operator }),
    done(t(person.operator ? "noOperator" : "nowOperator", { name: person.name })),
  )
  return (
    <div className={`row ${measures.high56}`}>
      <span className="g">
        <span className="b">{person.name}</span> {person.operator && <Tag tone="acc">{t("operator")}</Tag>}{" "}
        {isOmbud && <Tag tone="acc">{t("ombud")}</Tag>} {!person.active && <Tag>{t("inactive")}</Tag>}
        <br />
        <span className="dim sm">
          {person.email} · {t("inProjects", { count: person.projects })} · {t("sessions", { count: person.sessions })} ·{" "}
          {person.lastSeenMs === null ? t("never") : format.ago(person.lastSeenMs)}
        </span>
      </span>
      <Menu>
        <Menu.Target>
          <Button small icon="more" aria-label={t("actsOn", { name: person.name })} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => reset.mutate(undefined)}>{t("resetLink")}</Menu.Item>
          <Menu.Item onClick={() => out.mutate(undefined)}>{t("signOutEverywhere")}</Menu.Item>
          <Menu.Item onClick={() => operator.mutate(undefined)}>
            {t(person.operator ? "takeOperator" : "makeOperator")}
          </Menu.Item>
          <Menu.Item onClick={() => makeOmbud.mutate(undefined)}>{t(isOmbud ? "takeOmbud" : "makeOmbud")}</Menu.Item>
          <Menu.Item onClick={() => active.mutate(undefined)}>{t(person.active ? "deactivate" : "activate")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
