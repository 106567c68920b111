import { findAccessBySlug, findLiveLink, listReservedTasks, type ProjectAccess, updateProject } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { JustesseError, PersonId, type Role } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { actOnAssets } from "../assets/acts.ts"
import type { Who } from "../core/who.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { nextTasks } from "../work/tasks.ts"
import { listPeople, pauseMember, releaseReserved, removeGroup, removeMember, saveGroup, setRoles } from "./index.ts"
import { INVITATION_MS, invite, resend, withdraw } from "./invitations.ts"
import { pseudonymFor } from "./pseudonym.ts"

describe.each(ruleEngines)("people on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let awa: TestPerson
  let who: Who
  let projectId: number

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Olga")
    awa = await harness.addPerson("Awa")
    who = { personId: owner.id, name: "Olga", operator: false, scopes: null }
    projectId = await harness.addProject({
      slug: "cars",
      owner,
      settings: { overlap: { base: 1, more: 1, moreRatio: 0 } },
    })
    await harness.addMember(projectId, awa, ["annotator"])
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })
  const access = async (person = owner): Promise<ProjectAccess> => {
    const found = await findAccessBySlug(store.storage.db, "cars", person.id)
    if (!found) throw new JustesseError("not_found")
    return found
  }
  const inviting = async (people: { name: string; email: string | null; roles: Role[] }[], maxUses = 1) => {
    const project = await access()
    return invite(harness.deps, project, who, { project: project.slug, people, maxUses })
  }
  const tokenIn = (link: string) => link.slice(link.indexOf("#") + 1)
  const isLive = async (link: string) =>
    (await findLiveLink(store.storage.db, "join", harness.deps.sha256(tokenIn(link)), harness.clock.nowMs)) !==
    undefined

  test("an invitation is a link that is shown once, and only its hash is kept", async () => {
    const { links: made } = await inviting([{ name: "Binta", email: null, roles: ["annotator"] }])
    expect(made[0]?.link).toMatch(/^http:\/\/127\.0\.0\.1:20000\/join#[\w-]{20,}$/)
    expect(await isLive(made[0]?.link ?? "")).toBe(true)
    const { invitations } = await listPeople(harness.deps, await access(), who)
    expect(invitations).toMatchObject([{ name: "Binta", state: "waiting", uses: 0, maxUses: 1 }])
    expect(JSON.stringify(invitations)).not.toContain(tokenIn(made[0]?.link ?? ""))
  })

  test("an invitation tells nothing of the address, and makes nobody a member before they accept (found T16)", async () => {
    await harness.addPerson("Chidi")
    const before = await listPeople(harness.deps, await access(), who)
    const asked = [
      { name: "C", email: "CHIDI@example.org", roles: ["reviewer"] as Role[] },
      { name: "C", email: "nobody@example.org", roles: ["reviewer"] as Role[] },
    ]
    const { links: made } = await inviting(asked)
    // The answer for an address with an account is that for any other, but for the secret and the number.
    const shape = made.map(({ id, link, ...rest }) => ({ ...rest, isNumbered: id > 0, length: link.length }))
    expect(shape[0]).toEqual(shape[1])
    expect(JSON.stringify(made)).not.toContain("Chidi")
    const after = await listPeople(harness.deps, await access(), who)
    expect(after.members).toEqual(before.members)
    expect(JSON.stringify(after)).not.toContain("Chidi")
  })

  test("a link sent again replaces the lost one; one withdrawn opens nothing; one too old is over", async () => {
    const { links: made } = await inviting([{ name: "Binta", email: null, roles: ["annotator"] }], 5)
    const [first] = made
    const { links: again } = await resend(harness.deps, await access(), who, first?.id ?? 0)
    expect([await isLive(first?.link ?? ""), await isLive(again[0]?.link ?? "")]).toEqual([false, true])
    await withdraw(harness.deps, await access(), who, again[0]?.id ?? 0)
    expect(await isLive(again[0]?.link ?? "")).toBe(false)
    await inviting([{ name: "Late", email: null, roles: ["annotator"] }])
    harness.clock.nowMs += INVITATION_MS
    const { invitations } = await listPeople(harness.deps, await access(), who)
    expect(invitations.map((one) => one.state)).toEqual(["over", "withdrawn", "withdrawn"])
    await expect(withdraw(harness.deps, await access(), who, 999)).rejects.toMatchObject({ code: "not_found" })
  })

  test("a project always keeps an owner", async () => {
    await expect(setRoles(harness.deps, await access(), who, owner.id, ["annotator"])).rejects.toMatchObject({
      code: "last_owner",
    })
    await expect(removeMember(harness.deps, await access(), who, owner.id)).rejects.toMatchObject({
      code: "last_owner",
    })
    await setRoles(harness.deps, await access(), who, awa.id, ["owner", "annotator"])
    await setRoles(harness.deps, await access(), who, owner.id, ["reviewer"])
    expect((await access()).roles).toEqual(["reviewer"])
  })

  test("somebody taken out keeps their pseudonym and frees what they hold", async () => {
    await harness.addPictures(projectId, 1)
    const project = await access(awa)
    await nextTasks(harness.deps, project, awa.id, { project: project.slug, want: 1 })
    const heldByPerson = (await listPeople(harness.deps, await access(), who)).members.find(
      (one) => one.person === awa.id,
    )
    expect(heldByPerson?.reserved).toBe(1)
    await removeMember(harness.deps, await access(), who, awa.id)
    expect(await findAccessBySlug(store.storage.db, "cars", awa.id)).toBeNull()
    expect((await listPeople(harness.deps, await access(), who)).members.map((one) => one.name)).toEqual(["Olga"])
    expect(await pseudonymFor(harness.deps, projectId, awa.id)).toBe(`P${awa.id}`)
    const binta = await harness.addPerson("Binta")
    await harness.addMember(projectId, binta, ["annotator"])
    const other = await access(binta)
    expect((await nextTasks(harness.deps, other, binta.id, { project: other.slug, want: 1 })).leases).toHaveLength(1)
    await harness.addMember(projectId, awa, ["annotator"])
    expect((await access(awa)).member.pseudonym).toBe(`P${awa.id}`)
  })

  test("reserved tasks can be freed while their holder stays", async () => {
    await harness.addPictures(projectId, 2)
    const project = await access(awa)
    await nextTasks(harness.deps, project, awa.id, { project: project.slug, want: 2 })
    await releaseReserved(harness.deps, await access(), who, awa.id)
    const [, member] = (await listPeople(harness.deps, await access(), who)).members.map((one) => one.reserved).sort()
    expect(member).toBe(0)
  })

  test("a paused member reads why and gets nothing new", async () => {
    await harness.addPictures(projectId, 1)
    await pauseMember(harness.deps, await access(), who, { person: awa.id, paused: true, reason: "holiday" })
    const project = await access(awa)
    const heldByPerson = await nextTasks(harness.deps, project, awa.id, { project: project.slug, want: 1 })
    expect(heldByPerson.none).toEqual({ reason: "paused_you", pausedReason: "holiday" })
  })

  test("groups hold members only, and what was kept for a group that goes is for everybody", async () => {
    const ids = await harness.addPictures(projectId, 1)
    const project = await access()
    const input = { project: project.slug, id: null, name: "night", members: [PersonId.parse(awa.id)] }
    const { id } = await saveGroup(harness.deps, project, who, input)
    await expect(
      saveGroup(harness.deps, project, who, { ...input, members: [PersonId.parse(999)] }),
    ).rejects.toMatchObject({ code: "not_found" })
    const act = { act: "reserve" as const, person: null, group: id }
    await actOnAssets(harness.deps, project, who, {
      project: project.slug,
      selection: { filter: { search: "", states: [], labels: [] } },
      act,
    })
    expect(await listReservedTasks(store.storage.db, projectId, { groupId: id }, 9)).toEqual(ids)
    await removeGroup(harness.deps, project, who, id)
    expect((await listPeople(harness.deps, project, who)).groups).toEqual([])
    await expect(removeGroup(harness.deps, project, who, id)).rejects.toMatchObject({ code: "not_found" })
  })

  test("in an open project the owner reads pseudonyms and no addresses", async () => {
    await updateProject(store.storage.db, projectId, { names: "open" })
    const { members } = await listPeople(harness.deps, await access(), who)
    expect(members.map((one) => [one.name, one.email]).sort()).toEqual([
      ["Olga", "olga@example.org"],
      [`P${awa.id}`, null],
    ])
  })
})
