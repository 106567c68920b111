import type { PeopleShown } from "@justesse/types/wire/people"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Intro, Rule, Section } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import { useOpener } from "../../ui/useFocus.ts"
import { ReviewRequests } from "../progress/ReviewRequests.tsx"
import { Groups } from "./Groups.tsx"
import { Invitations } from "./Invitations.tsx"
import { InvitedLinks, type MadeLink } from "./InvitedLinks.tsx"
import { InviteForm } from "./InviteForm.tsx"
import { MemberRow } from "./MemberRow.tsx"
import { usesLeft } from "./usesLeft.ts"

/** Members, invitations, groups. No figures of merit. */
export function PeoplePage() {
  const t = useT("people")
  const project = useProjectSlug()
  const query = useQuery(trpc.people.list.queryOptions({ project }))
  usePageName(t("title"))
  return (
    <div className="content">
      {<Loaded query={query}>{(people) => <PeopleBody project={project} people={people} />}</Loaded>}
    </div>
  )
}

function PeopleBody({ project, people }: { readonly project: string; readonly people: PeopleShown }) {
  const t = useT("people")
  const mentors = useQuery(trpc.mentor.project.queryOptions({ project })).data
  const [inviting, setInviting] = useState(false)
  const opener = useOpener(inviting)
  const [links, setLinks] = useState<readonly MadeLink[]>([])
  const waiting = usesLeft(people.invitations)
  const alone = people.members.length === 1 && waiting === 0
  const made = (next: readonly MadeLink[]) => {
    setLinks(next)
    setInviting(false)
  }
  return (
    <>
      <Head title={t("title")}>
        <Button ref={opener} look="primary" icon="plus" onClick={() => setInviting(!inviting)} aria-expanded={inviting}>
          {t("invite")}
        </Button>
      </Head>
      <Intro>
        <Rich
          t={t}
          k={waiting > 0 ? "leadWaiting" : "lead"}
          values={{ count: people.members.length, invited: t("invited", { count: waiting }) }}
        />
      </Intro>
      {inviting && <InviteForm project={project} onMade={made} onCancel={() => setInviting(false)} />}
      <InvitedLinks links={links} />
      {alone && !inviting && <Empty icon="people" title={t("aloneTitle")} text={t("aloneText")} />}
      <div className={`rows ${measures.above24}`}>
        {people.members.map((member) => (
          <MemberRow
            key={member.person}
            project={project}
            member={member}
            groups={people.groups}
            isMentor={mentors ? mentors.named.includes(member.person) : null}
          />
        ))}
      </div>
      {mentors && mentors.offering + mentors.pairs > 0 && (
        <p className={`dim ${measures.above12}`}>
          {t("mentoring.offering", { count: mentors.offering })} {t("mentoring.pairs", { count: mentors.pairs })}{" "}
          {t("mentoring.notes", { count: mentors.notes })} {t("mentoring.who")}
        </p>
      )}
      <ReviewRequests project={project} />
      {people.invitations.length > 0 && (
        <>
          <Rule />
          <Section title={t("invitations")}>
            <Invitations project={project} invitations={people.invitations} onMade={made} />
          </Section>
        </>
      )}
      <Rule />
      <Section title={t("groups")}>
        <Groups project={project} people={people} />
      </Section>
    </>
  )
}
