import { describe, expect, it, vi } from 'vitest';
import { RequestFailure } from '../../api/index.ts';
import { savingLifecycle, useSaving, type SavingEvent, type SavingPhase } from './saving.ts';

describe('the life of a change', () => {
  const expected: Readonly<Record<SavingPhase, Partial<Record<SavingEvent, SavingPhase>>>> = {
    editing: { edit: 'editing', save: 'saving' },
    saving: { edit: 'saving', done: 'saved', fail: 'failed', overtaken: 'outdated' },
    saved: { edit: 'editing', save: 'saving' },
    failed: { edit: 'editing', save: 'saving' },
    outdated: { save: 'saving', back: 'editing' },
  };
  const cases = savingLifecycle.states.flatMap((state) =>
    savingLifecycle.events.map((event) => [state, event, expected[state][event]] as const),
  );

  it.each(cases)('%s + %s → %s', (state, event, target) => {
    const transition = savingLifecycle.next(state, event);
    expect(transition.moved ? transition.state : undefined).toBe(target);
  });
});

interface Thing {
  readonly title: string;
  readonly room: string;
}

/** A server that keeps one thing, and refuses changes from an old version. */
function serverWith(value: Thing) {
  const server = { value, version: 1 };
  const saving = useSaving<Thing>(
    { ...server },
    {
      outdated: 'exam_outdated',
      save: async (next, from) => {
        if (from !== server.version) throw RequestFailure.because('exam_outdated');
        server.value = next;
        server.version += 1;
        return { ...server };
      },
      newest: async () => ({ ...server }),
    },
  );
  const somebodyElse = (next: Thing) => {
    server.value = next;
    server.version += 1;
  };
  return { server, saving, somebodyElse };
}

describe('saving', () => {
  it('goes on from what was saved', async () => {
    const { server, saving } = serverWith({ title: 'a', room: '1' });
    await expect(saving.save({ title: 'b', room: '1' })).resolves.toBe(true);
    saving.edited();
    await expect(saving.save({ title: 'c', room: '1' })).resolves.toBe(true);
    expect(server).toEqual({ value: { title: 'c', room: '1' }, version: 3 });
  });

  it('where somebody else saved shows both, and puts them together', async () => {
    const { server, saving, somebodyElse } = serverWith({ title: 'a', room: '1' });
    somebodyElse({ title: 'theirs', room: '2' });
    await expect(saving.save({ title: 'mine', room: '1' })).resolves.toBe(false);
    expect(saving.phase.value).toBe('outdated');
    expect(server.value.title).toBe('theirs');
    expect(saving.overtaken.value?.merge.conflicts.map(({ path }) => path)).toEqual(['title']);
    expect(saving.overtaken.value?.merge.onlyTheirs.map(({ path }) => path)).toEqual(['room']);
    const together = saving.together({ title: 'mine' });
    expect(together).toEqual({ title: 'mine', room: '2' });
    await expect(saving.save({ title: 'mine', room: '2' })).resolves.toBe(true);
    expect(server).toEqual({ value: { title: 'mine', room: '2' }, version: 3 });
  });

  it('is refused again by the same change for one who only went back', async () => {
    const { saving, somebodyElse } = serverWith({ title: 'a', room: '1' });
    somebodyElse({ title: 'theirs', room: '1' });
    await saving.save({ title: 'mine', room: '1' });
    saving.back();
    expect(saving.phase.value).toBe('editing');
    await expect(saving.save({ title: 'mine', room: '1' })).resolves.toBe(false);
    expect(saving.phase.value).toBe('outdated');
  });

  it('needs nobody where they changed nothing that is edited here', async () => {
    const { server, saving, somebodyElse } = serverWith({ title: 'a', room: '1' });
    somebodyElse({ title: 'a', room: '1' });
    await expect(saving.save({ title: 'b', room: '1' })).resolves.toBe(true);
    expect(server.version).toBe(3);
  });

  it('that fails says why, until something is typed', async () => {
    const saving = useSaving<Thing>(
      { value: { title: 'a', room: '1' }, version: 1 },
      {
        outdated: 'exam_outdated',
        save: () => Promise.reject(RequestFailure.unreachable()),
        newest: vi.fn(),
      },
    );
    await saving.save({ title: 'b', room: '1' });
    expect(saving.phase.value).toBe('failed');
    expect(saving.failure.value?.reason).toBe('unreachable');
    saving.edited();
    expect(saving.failure.value).toBeNull();
  });

  it('does not begin twice', async () => {
    const { server, saving } = serverWith({ title: 'a', room: '1' });
    const both = [saving.save({ title: 'b', room: '1' }), saving.save({ title: 'b', room: '1' })];
    await expect(Promise.all(both)).resolves.toEqual([true, false]);
    expect(server.version).toBe(2);
  });
});
