package org.vezere.engine.files;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Why something failed, in words for people: many of Java's exceptions say only which file it was about.
public final class Reason {
    private Reason() {}

    /// One line, never empty.
    public static String of(Exception failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return switch (failure) {
            case NoSuchFileException file -> file.getFile() + " does not exist";
            case AccessDeniedException file -> "access to " + file.getFile() + " is refused";
            case FileAlreadyExistsException file -> file.getFile() + " exists already";
            case DirectoryNotEmptyException file -> file.getFile() + " is not empty";
            case NotDirectoryException file -> file.getFile() + " is not a directory";
            case FileSystemException file ->
                file.getReason() == null ? message : file.getFile() + ": " + file.getReason();
            default -> message;
        };
    }
}
