import { noteTypes } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { detectorOffFor, noteFor, technicalFor, violationFor } from '../testing/index.ts';
import { incidentLabel } from './incident-label.ts';

describe('the name of an incident', () => {
  it('says what was seen', () => {
    expect(incidentLabel(violationFor('1'))).toBe('Second face');
  });

  it('says what is technically wrong, as exactly as it is known', () => {
    expect(incidentLabel(technicalFor('1'))).toBe('Camera switched off');
    expect(incidentLabel(technicalFor('1', { cause: null }))).toBe('No camera picture');
  });

  it('says which detector switched itself off', () => {
    expect(incidentLabel(detectorOffFor('1', 1_000))).toBe(
      'Detector switched itself off: Head turned away',
    );
  });

  it.each(noteTypes)('says of the note %s whether it was so before', (type) => {
    const first = incidentLabel(noteFor('1', { type }));
    expect(first).not.toContain('again');
    expect(incidentLabel(noteFor('1', { type, again: true }))).toBe(`${first} again`);
  });
});
