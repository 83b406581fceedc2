package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The exceptions of {@code java.nio.file} have a file name for their message and the trouble in their type. */
final class FileTrouble {
    private FileTrouble() {}

    /** One line with the file and what is wrong with it. */
    static String explain(IOException trouble) {
        String what = switch (trouble) {
            case NoSuchFileException e -> "no such file or folder";
            case AccessDeniedException e -> "access denied";
            case FileAlreadyExistsException e -> "a file is in the way";
            case NotDirectoryException e -> "not a folder";
            case FileSystemException e -> e.getReason();
            default -> trouble.getMessage();
        };
        String file = trouble instanceof FileSystemException e && e.getFile() != null ? e.getFile() + ": " : "";
        return file + (what == null ? trouble.getClass().getSimpleName() : what);
    }
}
