import type { Incident, NoteIncident, PictureBox } from '@invigil/shared-types';

/**
 * Where an attempt's agent has told faces of the background: by its latest note, since each names all of
 * them.
 *
 * @param incidents of one attempt, in any order
 */
export function toldBackground(incidents: readonly Incident[]): readonly PictureBox[] {
  const notes = incidents.filter(
    (incident): incident is NoteIncident =>
      incident.kind === 'note' && incident.type === 'background_face',
  );
  const [latest] = notes.sort((a, b) => b.capturedAt - a.capturedAt || (a.id < b.id ? 1 : -1));
  return latest?.boxes ?? [];
}
